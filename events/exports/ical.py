"""iCalendar (RFC 5545, 7986): bytes that are the same as long as nothing has changed, so that an ETag holds.

UID is the row's bare UUID, the same in every language and feed. DTSTAMP is when the public facts or words were
last revised, never now. SEQUENCE grows with times and status alone.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from icalendar import Calendar, Event, vRecur, vText

from events.enums import EventStatus
from events.exports.zones import timezone_component

PRODUCT = "-//Cités des métiers//Portal//FR"
CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = datetime.timedelta(hours=12)
# Postponed without a new date: it doesn't take place then.
STATUSES = {EventStatus.CANCELLED: "CANCELLED", EventStatus.POSTPONED: "CANCELLED"}
# RFC 5545 §3.1: no control characters but tab in values.
CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127))


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One VEVENT. `starts` and `ends` are aware datetimes in the zone of the place, or dates for whole days.

    `ends` is exclusive; None where no end is known. `recurrence` is an RRULE, `recurs_at` the original start of
    one date that differs from it, `extra` additional starts. `language` is that of the words, the feed's if empty.
    """

    uid: uuid.UUID
    sequence: int
    revised_at: datetime.datetime
    starts: datetime.datetime | datetime.date
    ends: datetime.datetime | datetime.date | None
    summary: str
    status: EventStatus = EventStatus.SCHEDULED
    description: str = ""
    location: str = ""
    url: str = ""
    categories: Sequence[str] = ()
    recurrence: str = ""
    recurs_at: datetime.datetime | datetime.date | None = None
    extra: Sequence[datetime.datetime | datetime.date] = ()
    language: str = ""


def calendar_bytes(*, name: str, language: str, source: str, entries: Sequence[CalendarEntry]) -> bytes:
    """A VCALENDAR with one VTIMEZONE for each zone its entries use."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, _text(name), parameters={"language": language})
    calendar.add("source", source, parameters={"value": "URI"})
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for zone, (first, last) in sorted(_zones(entries).items()):
        calendar.add_component(timezone_component(zone, first, last))
    for entry in entries:
        calendar.add_component(_event(entry, entry.language or language))
    return calendar.to_ical(sorted=False)


def _zones(entries: Sequence[CalendarEntry]) -> dict[str, tuple[int, int]]:
    """The zones in use, each with the first and the last year."""
    found: dict[str, tuple[int, int]] = {}
    for entry in entries:
        for moment in (entry.starts, entry.ends, entry.recurs_at, *entry.extra):
            if isinstance(moment, datetime.datetime):
                zone = str(moment.tzinfo)
                first, last = found.get(zone, (moment.year, moment.year))
                found[zone] = (min(first, moment.year), max(last, moment.year))
    return found


def _event(entry: CalendarEntry, language: str) -> Event:
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("dtstamp", entry.revised_at.astimezone(datetime.UTC))
    event.add("last-modified", entry.revised_at.astimezone(datetime.UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts)
    if entry.ends is not None:
        event.add("dtend", entry.ends)
    if entry.recurs_at is not None:
        event.add("recurrence-id", entry.recurs_at)
    if entry.recurrence:
        event.add("rrule", vRecur.from_ical(entry.recurrence))
    if entry.extra:
        event.add("rdate", list(entry.extra))
    event.add("summary", _text(entry.summary), parameters={"language": language})
    for key, value in (("description", entry.description), ("location", entry.location)):
        if value:
            event.add(key, _text(value), parameters={"language": language})
    if entry.url:
        event.add("url", entry.url)
    if entry.categories:
        event.add("categories", [_text(name) for name in entry.categories])
    event.add("status", STATUSES.get(entry.status, "CONFIRMED"))
    return event


def _text(value: str) -> vText:
    return vText(value.translate(CONTROLS))


def aware(text: str) -> datetime.datetime:
    """A moment that the database wrote into JSON: SQLite leaves out the offset, which is UTC's."""
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
