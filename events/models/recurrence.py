"""Rules of recurring events: dates in the wall time of the place, and their text after RFC 5545 §3.3.10.

The first date matches the rule by construction. The rule is kept in wall time: in UTC the event would move by
an hour with the clocks.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dateutil import rrule

from events.enums import Frequency
from events.models.times import instant

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# More dates than that are made of no rule, whatever a row says: a daily one has them in eleven years.
MOST_DATES = 4000
UTC_TEXT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence from `first` on; endless without `until`, which is the last day that may be one."""

    frequency: Frequency
    first: datetime.date
    until: datetime.date | None = None

    @property
    def _position(self) -> int:
        """Which weekday of the month: the fifth is the last, for most months have four."""
        number = (self.first.day - 1) // 7 + 1
        return -1 if number == 5 else number

    def dates(self, last: datetime.date) -> Iterator[datetime.date]:
        """The dates up to `last`, the first one always, `MOST_DATES` at most."""
        if self.frequency == Frequency.ONCE:
            yield self.first
            return
        end = min(last, self.until) if self.until else last
        for moment in islice(self._expansion(max(end, self.first)), MOST_DATES):
            yield moment.date()

    def _expansion(self, end: datetime.date) -> rrule.rrule:
        start = datetime.datetime.combine(self.first, datetime.time())
        until = datetime.datetime.combine(end, datetime.time())
        if self.frequency == Frequency.DAILY:
            return rrule.rrule(rrule.DAILY, dtstart=start, until=until)
        if self.frequency == Frequency.MONTHLY_WEEKDAY:
            weekday = rrule.weekday(self.first.weekday(), self._position)
            return rrule.rrule(rrule.MONTHLY, dtstart=start, until=until, byweekday=weekday)
        if self.frequency == Frequency.MONTHLY_DAY:
            return rrule.rrule(rrule.MONTHLY, dtstart=start, until=until)
        interval = 2 if self.frequency == Frequency.FORTNIGHTLY else 1
        return rrule.rrule(rrule.WEEKLY, dtstart=start, until=until, interval=interval)

    def text(self, *, start: datetime.time | None, zone: str) -> str:
        """The RRULE, empty for a single date. UNTIL is in UTC, or a date for whole days."""
        parts = {
            Frequency.ONCE: "",
            Frequency.DAILY: "FREQ=DAILY",
            Frequency.WEEKLY: "FREQ=WEEKLY",
            Frequency.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
            Frequency.MONTHLY_DAY: f"FREQ=MONTHLY;BYMONTHDAY={self.first.day}",
            Frequency.MONTHLY_WEEKDAY: f"FREQ=MONTHLY;BYDAY={self._position}{WEEKDAYS[self.first.weekday()]}",
        }[self.frequency]
        if not parts or self.until is None:
            return parts
        if start is None:
            return f"{parts};UNTIL={self.until:%Y%m%d}"
        until = instant(self.until, start, zone).astimezone(datetime.UTC)
        return f"{parts};UNTIL={until.strftime(UTC_TEXT)}"
