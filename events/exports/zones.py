"""VTIMEZONE components (RFC 5545 §3.6.5) made from the time zone data of this machine.

`icalendar.Calendar.add_missing_timezones` (7.3) begins summer time an hour late and stops at a last date, which
bends endless recurrences. Here the rule that holds now is written from the POSIX line at the end of the zone's
file, and kept only if it gives the very changes the zone has in the years asked for; where it doesn't (a law
changed meanwhile, or the rule has a form RRULE can't say) the changes are written one by one. Goes when
https://github.com/collective/icalendar has corrected both.
"""

from __future__ import annotations

import datetime
import importlib.resources
import re
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

ONE_DAY = datetime.timedelta(days=1)
# "M3.5.0/2": month, week (5 is the last), weekday from Sunday; hours and minutes of the clock until then.
CHANGE = re.compile(r"M(\d+)\.(\d)\.(\d)(?:/(\d+)(?::(\d+))?)?$")
DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")


@dataclass(frozen=True, slots=True)
class Change:
    """The clocks are set at `at`, wall time until then, from one offset to another."""

    at: datetime.datetime
    before: datetime.timedelta
    after: datetime.timedelta
    name: str


def timezone_component(name: str, first: int, last: int) -> Timezone:
    """The VTIMEZONE of an IANA zone, right from year `first` to `last`, and after it if the law stays."""
    component = Timezone()
    component.add("tzid", name)
    zone = zoneinfo.ZoneInfo(name)
    changes = list(changes_of(name, first - 1, last + 1))
    if not changes:
        start = datetime.datetime(first - 1, 1, 1, tzinfo=zone)
        offset = start.utcoffset() or datetime.timedelta()
        fixed = Change(start.replace(tzinfo=None), offset, offset, start.tzname() or "")
        component.add_component(_observance(fixed, TimezoneStandard()))
        return component
    rules = _rules(name)
    if len(rules) == 2 and _agree(rules, changes):
        for change, rule in zip(changes[:2], _in_order(rules, changes), strict=True):
            observance = _observance(change, _kind(change))
            observance.add("rrule", rule.recurrence)
            component.add_component(observance)
        return component
    for change in changes:
        component.add_component(_observance(change, _kind(change)))
    return component


def _kind(change: Change) -> TimezoneStandard | TimezoneDaylight:
    return TimezoneDaylight() if change.after > change.before else TimezoneStandard()


def _observance(change: Change, component: TimezoneStandard | TimezoneDaylight) -> TimezoneStandard | TimezoneDaylight:
    component.add("dtstart", change.at)
    component.add("tzoffsetfrom", change.before)
    component.add("tzoffsetto", change.after)
    component.add("tzname", change.name)
    return component


@lru_cache(maxsize=256)
def changes_of(name: str, first: int, last: int) -> tuple[Change, ...]:
    """Every change of the clocks from year `first` to `last`, to the minute."""
    zone = zoneinfo.ZoneInfo(name)
    found = []
    moment = datetime.datetime(first, 1, 1, tzinfo=datetime.UTC)
    end = datetime.datetime(last + 1, 1, 1, tzinfo=datetime.UTC)
    while moment < end:
        before, after = moment.astimezone(zone).utcoffset(), (moment + ONE_DAY).astimezone(zone).utcoffset()
        if before is not None and after is not None and before != after:
            at = _exactly(zone, moment)
            wall = at.astimezone(datetime.timezone(before)).replace(tzinfo=None)
            found.append(Change(wall, before, after, at.astimezone(zone).tzname() or ""))
        moment += ONE_DAY
    return tuple(found)


def _exactly(zone: zoneinfo.ZoneInfo, day: datetime.datetime) -> datetime.datetime:
    low, high = 0, 24 * 60
    before = day.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        same = (day + datetime.timedelta(minutes=middle)).astimezone(zone).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    return day + datetime.timedelta(minutes=high)


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """A change that comes every year on the n-th weekday of a month."""

    month: int
    week: int
    weekday: int
    time: datetime.time

    @property
    def recurrence(self) -> dict[str, str | int]:
        """As RRULE says it."""
        number = -1 if self.week == 5 else self.week
        return {"FREQ": "YEARLY", "BYDAY": f"{number}{DAYS[self.weekday]}", "BYMONTH": self.month}

    def in_year(self, year: int) -> datetime.datetime:
        """The wall time of the change in a year."""
        if self.week == 5:
            after = datetime.date(year + self.month // 12, self.month % 12 + 1, 1)
            day = after - ONE_DAY
            day -= ((day.isoweekday() - self.weekday) % 7) * ONE_DAY
        else:
            day = datetime.date(year, self.month, 1)
            day += ((self.weekday - day.isoweekday()) % 7 + 7 * (self.week - 1)) * ONE_DAY
        return datetime.datetime.combine(day, self.time)


def _rules(name: str) -> list[YearlyRule]:
    """The two yearly changes of the POSIX line; fewer where there are none or RRULE can't say them."""
    _names, _comma, changes = _posix_line(name).partition(",")
    found = []
    for text in changes.split(",") if changes else ():
        match = CHANGE.match(text)
        if match is None or int(match[4] or 2) > 23:
            return []
        time = datetime.time(int(match[4] or 2), int(match[5] or 0))
        found.append(YearlyRule(int(match[1]), int(match[2]), int(match[3]), time))
    return found


def _posix_line(name: str) -> str:
    for folder in zoneinfo.TZPATH:
        path = Path(folder) / name
        if path.is_file():
            return path.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")
    package, _slash, file = name.rpartition("/")
    folder_name = ".".join(["tzdata.zoneinfo", *package.split("/")]) if package else "tzdata.zoneinfo"
    data = importlib.resources.files(folder_name).joinpath(file).read_bytes()
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


def _agree(rules: list[YearlyRule], changes: list[Change]) -> bool:
    years = range(changes[0].at.year, changes[-1].at.year + 1)
    expected = sorted(rule.in_year(year) for rule in rules for year in years)
    return expected == [change.at for change in changes]


def _in_order(rules: list[YearlyRule], changes: list[Change]) -> list[YearlyRule]:
    return sorted(rules, key=lambda rule: rule.in_year(changes[0].at.year))
