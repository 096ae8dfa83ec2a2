"""Lines of an agenda: one date of one event, in the time of its place, ready to be written."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass

from events.enums import EntryMode, EventStatus, Frequency
from events.models import Occurrence
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.ownership import cite_id_of_path

ONE_DAY = datetime.timedelta(days=1)
# What makes a title be struck: it doesn't take place then.
OFF = (EventStatus.CANCELLED, EventStatus.POSTPONED)


@dataclass(frozen=True, slots=True)
class EventTime:
    """When, by the clock of the place. `starts` and `ends` are None for whole days; `last` is the last day."""

    first: datetime.date
    last: datetime.date
    starts: datetime.datetime | None
    ends: datetime.datetime | None
    zone: str

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class EventLine:
    """One row of a list. `path` is relative to the site of the Cité `cite_id`, or to the hub's."""

    id: int
    title: str
    lead: str
    language: str
    path: str
    cite_id: int | None
    when: EventTime
    status: EventStatus
    place: str
    online: bool
    on_registration: bool
    pole_id: int | None
    repeats: str
    repeats_until: datetime.date | None
    demonstration: bool

    @property
    def is_off(self) -> bool:
        return self.status in OFF

    @property
    def is_changed(self) -> bool:
        return self.status != EventStatus.SCHEDULED


def time_of(row: Occurrence) -> EventTime:
    """The wall times of a date."""
    zone = zoneinfo.ZoneInfo(row.event.zone)
    starts = row.starts_at.astimezone(zone)
    ends = row.ends_at.astimezone(zone) if row.ends_at else None
    if row.event.is_all_day:
        last = (ends or starts + ONE_DAY).date() - ONE_DAY
        return EventTime(starts.date(), last, None, None, row.event.zone)
    # An evening that ends after midnight is still that day's.
    late = ends is not None and ends - starts < ONE_DAY
    last = starts.date() if ends is None or late else ends.date()
    return EventTime(starts.date(), last, starts, ends, row.event.zone)


def status_of(row: Occurrence) -> EventStatus:
    """The event's where it isn't as announced, else the date's."""
    if row.event.status != EventStatus.SCHEDULED:
        return EventStatus(row.event.status)
    return EventStatus(row.status)


def lines_of(rows: Iterable[Occurrence]) -> list[EventLine]:
    """Lines of dates that carry `card`; no query."""
    return [_line(row) for row in rows]


def _line(row: Occurrence) -> EventLine:
    card = row.card  # type: ignore[attr-defined]  # annotated by selectors.agenda
    cite_id = cite_id_of_path(card["path"])
    table = hosts.table()
    site = table.hub if cite_id is None else table.by_cite(cite_id)
    root = site.container["url_path"] if site else "/"
    return EventLine(
        id=card["id"],
        title=card["title"],
        lead=card["lead"],
        language=card["language"],
        path=card["url_path"][len(root) - 1 :],
        cite_id=cite_id,
        when=time_of(row),
        status=status_of(row),
        place=row.event.place_name,
        online=row.event.online,
        on_registration=row.event.entry == EntryMode.REQUIRED,
        pole_id=row.event.pole_id,
        repeats="" if row.event.frequency == Frequency.ONCE else str(row.event.get_frequency_display()),
        repeats_until=row.event.repeat_until,
        demonstration=bool(card["demonstration"]),
    )
