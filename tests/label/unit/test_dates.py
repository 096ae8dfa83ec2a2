"""Dates known to the day, the month or the year."""

from __future__ import annotations

import datetime

import pytest

from cities.enums import DatePrecision
from label.models.dates import known
from tests.factories.label import known_as

D = datetime.date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", D(2014, 1, 1), D(2014, 12, 31)),
        ("2013-04", D(2013, 4, 1), D(2013, 4, 30)),
        ("2016-02", D(2016, 2, 1), D(2016, 2, 29)),
        ("2019-12", D(2019, 12, 1), D(2019, 12, 31)),
        ("2018-03-05", D(2018, 3, 5), D(2018, 3, 5)),
    ],
)
def test_a_date_stands_for_the_days_it_may_be(text: str, first: D, last: D) -> None:
    date = known(*known_as(text))
    assert (date.first, date.last) == (first, last)


def test_any_day_stands_for_its_month_or_year() -> None:
    assert known(D(2014, 7, 14), DatePrecision.YEAR) == known(D(2014, 1, 1), DatePrecision.YEAR)
    assert known(D(2014, 7, 14), DatePrecision.MONTH) == known(D(2014, 7, 31), DatePrecision.MONTH)


@pytest.mark.parametrize(
    ("one", "other", "is_before"),
    [
        ("2013", "2014", True),
        ("2013", "2014-01-01", True),
        ("2013-12", "2014", True),
        ("2014", "2014-05", False),
        ("2014-05", "2014", False),
        ("2014-05", "2014-05-20", False),
        ("2014-05-19", "2014-05-20", True),
        ("2014-05-20", "2014-05-20", False),
        ("2014", "2013", False),
    ],
)
def test_before_means_on_every_possible_day(one: str, other: str, is_before: bool) -> None:
    assert known(*known_as(one)).is_before(known(*known_as(other))) is is_before


def test_it_is_drawn_in_its_middle() -> None:
    assert known(*known_as("2014")).middle == D(2014, 7, 2)
    assert known(*known_as("2018-03-05")).middle == D(2018, 3, 5)
