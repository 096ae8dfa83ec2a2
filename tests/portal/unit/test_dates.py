"""Dates and times in the words of each language."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from portal.dates import (
    clock_words,
    date_words,
    day_words,
    first_of_span_words,
    known_date_words,
    month_day_words,
    month_words,
    since_words,
)

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


@pytest.mark.parametrize(
    ("language", "whole", "short"),
    [
        ("fr", "1er janvier 2026", "1er janvier"),
        ("en", "1 January 2026", "1 January"),
        ("it", "1º gennaio 2026", "1º gennaio"),
        ("pt", "1 de janeiro de 2026", "1 de janeiro"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_where_people_write_one(language: str, whole: str, short: str) -> None:
    first = datetime.date(2026, 1, 1)
    with translation.override(language):
        assert (date_words(first), month_day_words(first)) == (whole, short)
        assert "1er" not in date_words(datetime.date(2026, 1, 11))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2019-06-19", "2019-06-21", "19"),
        ("2019-06-01", "2019-06-03", "1er"),
        ("2019-06-30", "2019-07-02", "30 juin"),
        ("2018-12-30", "2019-01-02", "30 décembre 2018"),
    ],
)
def test_a_span_says_month_and_year_once(first: str, last: str, said: str) -> None:
    with translation.override("fr"):
        assert first_of_span_words(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)) == said


@pytest.mark.parametrize(
    ("precision", "date", "since"),
    [
        ("day", "10 décembre 2015", "since 10 décembre 2015"),
        ("month", "décembre 2015", "since décembre 2015"),
        ("year", "2015", "since 2015"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(precision: str, date: str, since: str) -> None:
    day = datetime.date(2015, 12, 10)
    with translation.override("fr"):
        assert known_date_words(day, precision) == date
        assert since_words(day, precision) == since
