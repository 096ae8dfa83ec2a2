"""A number of a row that was sent as text."""

from __future__ import annotations

import pytest

from portal.row_numbers import row_number


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), ("9" * 18, int("9" * 18))])
def test_numbers_are_read(text: str, number: int) -> None:
    assert row_number(text) == number


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", " 1", "²", "\u0664", "9" * 19, "9" * 5000])
def test_what_no_row_has_is_none(text: str) -> None:
    assert row_number(text) == 0
