"""Wall time of a place and instants: an event says what the clock there shows, whatever the season."""

from __future__ import annotations

import datetime
import zoneinfo
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """When something takes place. `ends_at` is None where no end is announced; after `over_at` it is past."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime | None
    over_at: datetime.datetime


def is_zone(name: str) -> bool:
    """Whether it is the name of an IANA zone."""
    return name in zoneinfo.available_timezones()


def instant(date: datetime.date, time: datetime.time, zone: str) -> datetime.datetime:
    """The aware instant of a wall time, in its zone; of two in an autumn night the first (RFC 5545 §3.3.5)."""
    return datetime.datetime.combine(date, time, tzinfo=zoneinfo.ZoneInfo(zone))


def midnight_after(date: datetime.date, zone: str) -> datetime.datetime:
    """The end of a day there."""
    return instant(date + ONE_DAY, datetime.time(), zone)


def clock_exists(date: datetime.date, time: datetime.time, zone: str) -> bool:
    """Whether the clocks show this time on that day: in a spring night an hour is left out."""
    aware = instant(date, time, zone)
    back = aware.astimezone(datetime.UTC).astimezone(aware.tzinfo)
    return back.replace(tzinfo=None) == aware.replace(tzinfo=None)


def span(
    *,
    zone: str,
    date: datetime.date,
    start: datetime.time | None,
    end_date: datetime.date | None,
    end: datetime.time | None,
) -> Span:
    """The instants of an announcement. Without `start` it lasts whole days, the last of them `end_date`."""
    last = end_date or date
    if start is None:
        over = midnight_after(last, zone)
        return Span(instant(date, datetime.time(), zone), over, over)
    ends_at = instant(last, end, zone) if end else None
    return Span(instant(date, start, zone), ends_at, ends_at or midnight_after(last, zone))


def check_span(
    *,
    zone: str,
    date: datetime.date,
    start: datetime.time | None,
    end_date: datetime.date | None,
    end: datetime.time | None,
) -> dict[str, ValidationError]:
    """What is wrong with an announcement, by part: "end_date", "end", "start"; empty if nothing."""
    found: dict[str, ValidationError] = {}
    if end_date and end_date < date:
        found["end_date"] = ValidationError(_("The last day can’t be before the first."))
    if end and start is None:
        found["end"] = ValidationError(_("Give the time it begins too."))
    elif end and start and (end_date or date) == date and end <= start:
        found["end"] = ValidationError(_("It ends after it begins."))
    for name, day, time in (("start", date, start), ("end", end_date or date, end)):
        if time and name not in found and not clock_exists(day, time, zone):
            found[name] = ValidationError(_("The clocks go forward that night: this time doesn’t exist."))
    return found
