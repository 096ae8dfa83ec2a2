"""Dates known to the day, the month or the year, and how they compare.

A date known to the month is the interval of that month's days, one known to the year that year's. Of two dates one
is *earlier* only where its last possible day lies before the other's first; otherwise the sources leave the order
open, and the rules of the path decide it (`label.models.history`).
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

from cities.enums import DatePrecision


@dataclass(frozen=True, slots=True)
class KnownDate:
    """An interval of days, both ends included. Made by `known`; `first` is the date that is stored."""

    first: datetime.date
    last: datetime.date
    precision: str

    def is_before(self, other: KnownDate) -> bool:
        """Whether every possible day of this date lies before every possible day of the other."""
        return self.last < other.first

    @property
    def middle(self) -> datetime.date:
        """The day to draw it at."""
        return self.first + (self.last - self.first) / 2


def known(day: datetime.date, precision: str = DatePrecision.DAY) -> KnownDate:
    """The interval that `day`, known to `precision`, stands for."""
    if precision == DatePrecision.YEAR:
        return KnownDate(datetime.date(day.year, 1, 1), datetime.date(day.year, 12, 31), precision)
    if precision == DatePrecision.MONTH:
        days = calendar.monthrange(day.year, day.month)[1]
        return KnownDate(day.replace(day=1), day.replace(day=days), precision)
    return KnownDate(day, day, precision)
