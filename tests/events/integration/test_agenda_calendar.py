"""Calendars of agendas: sound, parsed back to the same instants, stable, and public only."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from typing import Any

import icalendar
import pytest
from dateutil import rrule
from django.test import Client

from cities.models import Pole
from events.enums import EventStatus, ExceptionKind, Frequency
from events.models import EventPage, Occurrence
from events.services import publish_event
from events.services.agenda import EventError
from tests.events.calendar_linter import problems_of
from tests.factories.events import agenda_of, in_days, make_event, translate_event
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
LISBON = zoneinfo.ZoneInfo("Europe/Lisbon")


def calendar_at(client: Client, path: str) -> Any:
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert problems_of(response.content) == []
    return icalendar.Calendar.from_ical(response.content)


def instants(calendar: Any) -> set[datetime.datetime]:
    """Every start that takes place, expanded by other programs than ours."""
    found: set[datetime.datetime] = set()
    overridden: dict[datetime.datetime, datetime.datetime | None] = {}
    for event in calendar.walk("VEVENT"):
        start = event.decoded("DTSTART")
        if "RECURRENCE-ID" in event:
            is_off = str(event["STATUS"]) == "CANCELLED"
            overridden[event.decoded("RECURRENCE-ID")] = None if is_off else start
            continue
        rule = event["RRULE"].to_ical().decode() if "RRULE" in event else "FREQ=DAILY;COUNT=1"
        found |= set(rrule.rrulestr(rule, dtstart=start))
        extra = event.get("RDATE")
        found |= {date.dt for date in extra.dts} if extra is not None else set()
    assert set(overridden) <= found
    return {overridden.get(moment, moment) or moment for moment in found if overridden.get(moment, moment) is not None}


@pytest.mark.parametrize("frequency", [Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.MONTHLY_WEEKDAY])
def test_rule_and_exceptions_give_the_dates_that_the_pages_show(
    world: World, client_of: ClientOf, frequency: Frequency
) -> None:
    first = in_days(3)
    rows = list(
        make_event(
            world.porto,
            "pt",
            "Clube",
            start_date=first,
            end_time=datetime.time(16),
            frequency=frequency,
            repeat_until=first + datetime.timedelta(days=300),
        )
        .row.occurrences.order_by("date")
        .values_list("date", flat=True)
    )
    page = EventPage.objects.get()
    page.exceptions = [
        *[
            page.exceptions.model(kind=kind, date=date, **values)
            for kind, date, values in (
                (ExceptionKind.CANCELLED, rows[1], {}),
                (ExceptionKind.MOVED, rows[2], {"new_start": datetime.time(18), "new_end": datetime.time(19)}),
                (ExceptionKind.EXTRA, first + datetime.timedelta(days=1), {}),
            )
        ]
    ]
    page.save_revision().publish()

    calendar = calendar_at(client_of("porto"), f"/pt/calendar/event/{page.translation_key}.ics")

    shown = Occurrence.objects.exclude(status=EventStatus.CANCELLED).values_list("starts_at", flat=True)
    assert instants(calendar) == set(shown)
    assert {moment.astimezone(LISBON).hour for moment in instants(calendar)} == {14, 18}


def test_the_agendas_feed_holds_each_event_once_with_its_page_and_words(world: World, client_of: ClientOf) -> None:
    page = make_event(world.porto, "pt", "Clube", lead="Venha.", room="Praça", frequency=Frequency.WEEKLY)
    make_event(world.porto, "pt", "Feira", demonstration=True, status=EventStatus.CANCELLED)
    make_event(world.porto, "pt", "Antigo", start_date=in_days(-90))
    translate_event(page, world.porto, "en", "Club")

    events = {
        str(event["SUMMARY"]): event
        for event in calendar_at(client_of("porto"), "/pt/calendar/agenda.ics").walk("VEVENT")
    }

    assert set(events) == {"Clube", "Feira"}
    assert str(events["Clube"]["UID"]) == str(page.translation_key)
    assert str(events["Clube"]["URL"]) == "http://porto.localhost:8000/pt/agenda/clube/"
    assert (str(events["Clube"]["LOCATION"]), str(events["Feira"]["STATUS"])) == ("Praça", "CANCELLED")
    (english,) = calendar_at(client_of("porto"), "/en/calendar/agenda.ics").walk("VEVENT")
    assert (str(english["SUMMARY"]), str(english["UID"])) == ("Club", str(page.translation_key))


def test_the_feed_honours_the_subject(world: World, client_of: ClientOf) -> None:
    make_event(world.porto, "pt", "CV", pole=Pole.objects.get(slug="emploi"))
    make_event(world.porto, "pt", "Ofícios")
    feed = calendar_at(client_of("porto"), "/pt/calendar/agenda.ics?pole=emploi")
    assert [str(event["SUMMARY"]) for event in feed.walk("VEVENT")] == ["CV"]
    assert client_of("porto").get("/pt/calendar/agenda.ics?pole=nada").status_code == 404


def test_bytes_and_etag_stay_until_something_is_published(world: World, client_of: ClientOf) -> None:
    page = make_event(world.porto, "pt", "Clube")
    client, path = client_of("porto"), f"/pt/calendar/event/{page.translation_key}.ics"
    first = client.get(path)
    assert client.get(path).content == first.content
    assert client.get(path, HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 304
    page.title = "Clube de procura"
    page.save_revision().publish()
    assert client.get(path, HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize("path", ["/xx/calendar/agenda.ics", "/it/calendar/agenda.ics", "/pt/calendar/event/x.ics"])
def test_what_is_not_there_is_404(world: World, client_of: ClientOf, path: str) -> None:
    assert client_of("porto").get(path).status_code == 404


def test_another_sites_event_has_no_calendar_here(world: World, client_of: ClientOf) -> None:
    page = make_event(world.genova, "it", "Altrove")
    draft = make_event(world.porto, "pt", "Rascunho", live=False)
    for uid in (page.translation_key, draft.translation_key):
        assert client_of("porto").get(f"/pt/calendar/event/{uid}.ics").status_code == 404


def test_a_published_event_is_brought_in_line_and_otherwise_left_alone(world: World) -> None:
    index = agenda_of(world.porto, "pt")
    uid = world.porto.uid
    values: dict[str, Any] = {"lead": "Venha.", "start_date": in_days(3), "room": "Praça", "demonstration": True}
    page = publish_event(index=index, uid=uid, title="Clube", **values)
    assert (page.live, page.slug, page.row.room, page.timezone) == (True, "clube", "Praça", "Europe/Lisbon")
    again = publish_event(index=index, uid=uid, title="Clube", **values)
    assert (again.pk, again.revisions.count()) == (page.pk, 1)
    changed = publish_event(index=index, uid=uid, title="Clube", **{**values, "room": "Sala 1"})
    assert (changed.revisions.count(), changed.row.room) == (2, "Sala 1")


def test_another_language_of_a_published_event_holds_words_only(world: World) -> None:
    uid = world.porto.uid
    publish_event(index=agenda_of(world.porto, "pt"), uid=uid, title="Clube", start_date=in_days(3), room="Praça")
    english = publish_event(
        index=agenda_of(world.porto, "en"), uid=uid, title="Club", start_date=in_days(9), room="Square"
    )
    assert (english.is_original, english.start_date, english.facts.room) == (False, None, "Praça")


def test_two_events_of_one_title_have_two_addresses(world: World) -> None:
    index = agenda_of(world.porto, "pt")
    for uid in (world.porto.uid, world.genova.uid):
        publish_event(index=index, uid=uid, title="Clube", start_date=in_days(3))
    assert sorted(EventPage.objects.values_list("slug", flat=True)) == ["clube", "clube-2"]


@pytest.mark.parametrize("values", [{"start_date": None}, {"start": in_days(1)}])
def test_an_event_that_cannot_be_is_refused(world: World, values: dict[str, Any]) -> None:
    with pytest.raises(EventError):
        publish_event(index=agenda_of(world.porto, "pt"), uid=world.porto.uid, title="Clube", **values)
    assert not EventPage.objects.exists()
