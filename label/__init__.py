"""The label: its documents and its history, a register that can be read on any date."""
