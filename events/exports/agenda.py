"""Local events as calendar entries: one VEVENT for the rule, one more for each date that differs from it."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from events.enums import EventStatus, ExceptionKind, Frequency
from events.exports.ical import CalendarEntry, aware
from events.models import EventException, LocalEvent, Occurrence
from events.models.times import Span, instant

Address = Callable[[dict[str, Any]], str]
Moment = datetime.datetime | datetime.date


def entries_of(rows: Iterable[Occurrence], address: Address) -> Iterator[CalendarEntry]:
    """Entries of the events that these dates belong to. Dates carry `card`; `address` makes its URL of it."""
    seen: set[int] = set()
    for row in rows:
        if row.event_id not in seen:
            seen.add(row.event_id)
            yield from _event(row.event, row.card, address(row.card))  # type: ignore[attr-defined]  # annotated


def _event(event: LocalEvent, card: dict[str, Any], url: str) -> Iterator[CalendarEntry]:
    assert event.start_date is not None  # noqa: S101  # it has dates
    exceptions: list[EventException] = list(event.exceptions.all())
    repeats = event.frequency != Frequency.ONCE
    words = {
        "uid": event.uid,
        "sequence": event.sequence,
        "revised_at": _revised_at(event, card),
        "summary": card["title"],
        "description": "\n\n".join(part for part in (card["lead"], _mark(card), url) if part),
        "location": ", ".join(part for part in (event.room, event.place_name, event.place_address) if part),
        "url": url,
        "language": card["language"],
    }
    extra = [exception for exception in exceptions if exception.kind == ExceptionKind.EXTRA]
    starts, ends = _moments(event, event.span_on(event.start_date))
    yield CalendarEntry(
        **words,
        starts=starts,
        ends=ends,
        status=EventStatus(event.status),
        recurrence=event.rrule,
        extra=[_moments(event, exception.span(event))[0] for exception in extra],
    )
    dates = set(event.rule.dates(max((e.date for e in exceptions), default=event.start_date))) if event.rule else set()
    for exception in exceptions:
        if exception.kind == ExceptionKind.EXTRA:
            continue
        if exception.date in dates and (repeats or exception.kind == ExceptionKind.CANCELLED):
            yield _differing(event, exception, words)


def _differing(event: LocalEvent, exception: EventException, words: dict[str, Any]) -> CalendarEntry:
    is_off = exception.kind == ExceptionKind.CANCELLED
    starts, ends = _moments(event, event.span_on(exception.date) if is_off else exception.span(event))
    return CalendarEntry(
        **words,
        starts=starts,
        ends=ends,
        status=EventStatus.CANCELLED if is_off else EventStatus(event.status),
        recurs_at=_moments(event, event.span_on(exception.date))[0],
    )


def _moments(event: LocalEvent, span: Span) -> tuple[Moment, Moment | None]:
    """Start and exclusive end: dates for whole days, else wall times of the zone."""
    zone = zoneinfo.ZoneInfo(event.zone)
    starts = span.starts_at.astimezone(zone)
    ends = span.ends_at.astimezone(zone) if span.ends_at else None
    if event.is_all_day and starts == instant(starts.date(), datetime.time(), event.zone):
        return starts.date(), ends.date() if ends else None
    return starts, ends


def _mark(card: dict[str, Any]) -> str:
    return _("Demonstration: this event is invented.") if card["demonstration"] else ""


def _revised_at(event: LocalEvent, card: dict[str, Any]) -> datetime.datetime:
    """When facts or words were last published."""
    changed = aware(card["changed_at"]) if card["changed_at"] else None
    found = [moment for moment in (event.facts_at, changed) if moment is not None]
    return max(found)
