"""Numbers of rows that were sent as text."""

from __future__ import annotations

# The largest number of a column has nineteen digits.
MOST_DIGITS = 18


def row_number(text: str) -> int:
    """The number; 0, which no row has, for what is none or one that no table could hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
