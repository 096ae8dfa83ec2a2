"""Dates and times in the words of each language."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from portal.dates import clock_words, date_words, day_words, month_words

APRIL = datetime.date(2018, 4, 3)


@pytest.mark.parametrize(
    ("language", "day", "month", "near"),
    [
        ("fr", "3 avril 2018", "avril 2018", "mardi 3 avril"),
        ("en", "3 April 2018", "April 2018", "Tuesday 3 April"),
        ("it", "3 aprile 2018", "aprile 2018", "martedì 3 aprile"),
        ("pt", "3 de abril de 2018", "abril de 2018", "terça-feira, 3 de abril"),
        ("es", "3 de abril de 2018", "abril de 2018", "martes, 3 de abril"),
        ("ca", "3 d’abril de 2018", "abril de 2018", "dimarts, 3 d’abril"),
        ("nl", "3 april 2018", "april 2018", "dinsdag 3 april"),
    ],
)
def test_dates_read_as_people_write_them(language: str, day: str, month: str, near: str) -> None:
    with translation.override(language):
        assert (date_words(APRIL), month_words(APRIL), day_words(APRIL)) == (day, month, near)


@pytest.mark.parametrize(
    ("language", "half", "full"),
    [
        ("fr", "14\u00a0h\u00a030", "9\u00a0h"),
        ("pt", "14h30", "9h00"),
        ("en", "2.30\u00a0pm", "9\u00a0am"),
        ("it", "14:30", "09:00"),
        ("ca", "14:30", "09:00"),
    ],
)
def test_times_read_as_people_write_them(language: str, half: str, full: str) -> None:
    with translation.override(language):
        assert (clock_words(datetime.time(14, 30)), clock_words(datetime.time(9))) == (half, full)


def test_noon_and_midnight_in_english() -> None:
    with translation.override("en"):
        assert clock_words(datetime.time(12)) == "12\u00a0pm"
        assert clock_words(datetime.time(0, 5)) == "12.05\u00a0am"
