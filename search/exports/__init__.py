"""Results as files: tables for spreadsheets, lines for programs."""
