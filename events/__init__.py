"""Agendas of the Cités and editions of the spring school."""
