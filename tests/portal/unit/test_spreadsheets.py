"""No text of a spreadsheet is run."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from django.utils.translation import get_language

from portal.upstream.spreadsheets import _made_in, harmless

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", " =1+1", "a;=1+1", "a\n=1+1", "a;\t@x", "＝1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_begins_a_formula(text: str) -> None:
    for cell in harmless(text).replace("\r", ";").replace("\n", ";").replace("\t", ";").split(";"):
        assert not cell.strip().startswith(("=", "+", "-", "@", "＝"))


def test_what_cuts_a_cell_begins_none() -> None:
    assert [harmless("\tx"), harmless("\r=1")] == ["'\tx", "'\r'=1"]


@pytest.mark.parametrize("text", ["", "Une journée", "a - b", "1+1=2", "x@example.org", "Do-it; yourself", "’=’"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_control_characters_go() -> None:
    assert harmless("a\x00\x08b\x1b\x7fc\nd") == "abc\nd"


def test_rows_are_made_in_the_readers_language_and_zone_and_nothing_between_them() -> None:
    made = ((get_language(), timezone.get_current_timezone_name()) for _row in "ab")
    rows = _made_in("it", ZoneInfo("Europe/Lisbon"), made)
    with translation.override("fr"):
        assert next(rows) == ("it", "Europe/Lisbon")
        assert get_language() == "fr"
    assert list(rows) == [("it", "Europe/Lisbon")]
