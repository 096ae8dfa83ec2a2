"""Calendars: sound by our linter, which is held to nine planted faults; zones right to the half hour."""

from __future__ import annotations

import datetime
import io
import uuid
import zoneinfo
from typing import Any

import icalendar
import pytest
from dateutil.tz import tzical

from events.enums import EventStatus
from events.exports.ical import CalendarEntry, aware, calendar_bytes
from events.exports.zones import timezone_component
from tests.events.calendar_linter import problems_of

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
HALF_HOUR = datetime.timedelta(minutes=30)
ONE_DAY = datetime.timedelta(days=1)
REVISED = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)


def entry(**values: Any) -> CalendarEntry:
    return CalendarEntry(
        **{
            "uid": uuid.UUID(int=1),
            "sequence": 0,
            "revised_at": REVISED,
            "starts": datetime.datetime(2026, 6, 17, 9, 15, tzinfo=PARIS),
            "ends": datetime.datetime(2026, 6, 17, 9, 30, tzinfo=PARIS),
            "summary": "Mots de bienvenue",
            **values,
        }
    )


def feed(*entries: CalendarEntry) -> bytes:
    return calendar_bytes(name="École", language="fr", source="https://example.org/a.ics", entries=entries)


def read(content: bytes) -> Any:
    return icalendar.Calendar.from_ical(content)


SOUND = (
    entry(
        summary="Été; à l’école, « la » place\\ " + "é" * 90, description="Une ligne\nune autre\x07", location="Salle"
    ),
    entry(uid=uuid.UUID(int=2), ends=None, categories=["Visite", "a, b"], url="https://example.org/fr/x/"),
)


def test_a_feed_is_sound_and_says_the_same_bytes_again() -> None:
    assert problems_of(feed(*SOUND)) == []
    assert feed(*SOUND) == feed(*SOUND)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"UID:00000000-0000-0000-0000-000000000002\r\n", b""),
        (b"DTSTART;TZID=Europe/Paris:20260617T091500", b"DTSTART;TZID=Europe/Paris:2026-06-17T091500"),
        (b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSEQUENCE:1\r\n"),
        (b"STATUS:CONFIRMED", b"STATUS:MAYBE"),
        (b"TZID:Europe/Paris\r\n", b"TZID:Europe/Lisbon\r\n"),
        (b"\r\n ", b""),
        (b"\r\n", b"\n"),
        (b"000000000002", b"000000000001"),
        (b"DTEND;TZID=Europe/Paris:20260617T0930", b"DTEND;TZID=Europe/Paris:20260617T0900"),
    ],
)
def test_the_linter_finds_what_parsers_let_through(before: bytes, after: bytes) -> None:
    content = feed(*SOUND)
    assert before in content
    assert problems_of(content.replace(before, after)) != []


def test_words_come_back_as_they_went_without_control_characters() -> None:
    first = read(feed(*SOUND)).walk("VEVENT")[0]
    assert str(first["SUMMARY"]) == SOUND[0].summary
    assert str(first["DESCRIPTION"]) == "Une ligne\nune autre"
    assert first["SUMMARY"].params["LANGUAGE"] == "fr"


def test_identity_and_revision_are_those_of_the_row() -> None:
    event = read(feed(entry(sequence=3))).walk("VEVENT")[0]
    assert (str(event["UID"]), event["SEQUENCE"]) == (str(uuid.UUID(int=1)), 3)
    assert event.decoded("DTSTAMP") == REVISED


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (EventStatus.SCHEDULED, "CONFIRMED"),
        (EventStatus.RESCHEDULED, "CONFIRMED"),
        (EventStatus.MOVED_ONLINE, "CONFIRMED"),
        (EventStatus.POSTPONED, "CANCELLED"),
        (EventStatus.CANCELLED, "CANCELLED"),
    ],
)
def test_status(status: EventStatus, expected: str) -> None:
    assert str(read(feed(entry(status=status))).walk("VEVENT")[0]["STATUS"]) == expected


def test_whole_days_are_dates_and_need_no_zone() -> None:
    content = feed(entry(starts=datetime.date(2026, 6, 17), ends=datetime.date(2026, 6, 20)))
    assert b"VTIMEZONE" not in content
    assert b"DTSTART;VALUE=DATE:20260617" in content
    assert problems_of(content) == []


def zone_of(name: str) -> datetime.tzinfo:
    body = timezone_component(name, 2019, 2026).to_ical()
    found: datetime.tzinfo = tzical(io.StringIO((b"BEGIN:VCALENDAR\r\n" + body + b"END:VCALENDAR\r\n").decode())).get()
    return found


def differences(name: str, last: int) -> int:
    """Moments from 2019 to the end of `last` at which another program's clock would differ.

    The noon of every day, and every half hour of the days on which clocks change, the days before and after.
    """
    ours, real = zone_of(name), zoneinfo.ZoneInfo(name)
    noon, wrong = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC), 0
    while noon.year <= last:
        around = {(noon + days * ONE_DAY).astimezone(real).utcoffset() for days in (-2, -1, 0, 1, 2)}
        halves = range(-24, 24) if len(around) > 1 else range(1)
        wrong += sum(differs(ours, (noon + half * HALF_HOUR).astimezone(real)) for half in halves)
        noon += ONE_DAY
    return wrong


def differs(ours: datetime.tzinfo, moment: datetime.datetime) -> bool:
    """Whether our zone has another offset at this wall time; an hour that comes twice has no certain one."""
    wall = moment.replace(tzinfo=None)
    certain = moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset()
    return certain and ours.utcoffset(wall) != moment.utcoffset()


@pytest.mark.parametrize(
    "name", ["Europe/Paris", "Europe/Lisbon", "America/Toronto", "Europe/Dublin", "Indian/Mayotte"]
)
def test_a_zone_goes_on_being_right_after_the_years_asked_for(name: str) -> None:
    assert differences(name, 2028) == 0


@pytest.mark.parametrize("name", ["America/Sao_Paulo", "America/Santiago", "Africa/Casablanca"])
def test_a_zone_whose_rule_cannot_be_said_is_right_in_the_years_asked_for(name: str) -> None:
    assert differences(name, 2026) == 0


def test_a_moment_in_json_is_utc_with_or_without_saying_so() -> None:
    assert aware("2026-05-01T12:00:00") == aware("2026-05-01 12:00:00+00:00") == REVISED
