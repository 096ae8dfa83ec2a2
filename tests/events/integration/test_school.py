"""The 2019 spring school: every fact of its programme is on its pages and in its calendar, and nothing besides."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import icalendar
import polib
import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.blocks.stream_block import StreamValue

from events.demo.programme import KINDS, sentence, typographic
from events.demo.school import load_school
from events.enums import AccessMode
from events.models import (
    Day,
    Edition,
    EditionPage,
    Participation,
    Person,
    PracticalEditionPage,
    ReleasedSlot,
    ScheduleRelease,
    SessionPage,
    Slot,
)
from events.selectors.programme import programme_of_edition
from events.selectors.sessions import Programme
from events.services import release_programme
from events.templatetags.programme import mention_beyond
from portal.dates import clock_words
from portal.demo import DemoContext, read_data
from tests.events.calendar_linter import problems_of
from tests.factories.world import make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]
DATA = read_data("events/data/spring-school-2019.json")
SESSIONS = {entry["id"]: entry for entry in DATA["sessions"]}
PATH = "/fr/spring-school-2019/"
ACCESS = {
    "none": AccessMode.NONE,
    "required": AccessMode.REQUIRED,
    "members": AccessMode.MEMBERS,
    "concerned": AccessMode.CONCERNED,
}


def soup_of(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


def words_of(element: BeautifulSoup | Tag) -> str:
    return re.sub(r"\s+", " ", element.get_text(" ")).replace(" ,", ",")


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def programme() -> Programme:
    found = programme_of_edition(edition_id=Edition.objects.get().pk, language="fr")
    assert found is not None
    return found


def test_as_many_rows_as_the_file_has(said: list[str]) -> None:
    assert (Slot.objects.count(), Person.objects.count(), Participation.objects.count()) == (30, 28, 28)
    assert (ReleasedSlot.objects.count(), SessionPage.objects.count()) == (30, 30)
    assert list(Day.objects.values_list("number", "access")) == [(1, "none"), (2, "required"), (3, "none")]
    assert said[0].strip() == "Sessions: 30, people: 28"


def test_run_again_it_adds_and_changes_nothing(said: list[str]) -> None:
    def stored(value: Any) -> Any:
        return value.get_prep_value() if isinstance(value, StreamValue) else value

    def state() -> list[Any]:
        models = (Edition, Day, Person, Slot, Participation, ScheduleRelease, ReleasedSlot, EditionPage, SessionPage)
        rows = [row for model in models for row in model._default_manager.order_by("pk").values()]
        return [{name: stored(value) for name, value in row.items()} for row in rows]

    before = state()
    load_school(DemoContext(facts_only=True, say=str))
    assert state() == before


def test_what_the_team_has_released_since_is_left_alone(said: list[str]) -> None:
    slot = Slot.objects.get(code="j1-pause")
    slot.start = datetime.time(16, 45)
    slot.save()
    release_programme(edition=slot.edition, name="Corrigé")
    page = SessionPage.objects.get(slot=slot)
    page.title = "Pause, enfin"
    page.save_revision().publish()
    load_school(DemoContext(facts_only=True, say=str))
    assert Slot.objects.get(pk=slot.pk).start == datetime.time(16, 45)
    assert SessionPage.objects.get(slot=slot).title == "Pause, enfin"
    assert ScheduleRelease.objects.count() == 2


def test_times_conditions_places_and_overlaps_are_those_of_the_file(said: list[str]) -> None:
    found = {session.slot_id: session for session in programme().sessions}
    codes = dict(Slot.objects.values_list("pk", "code"))
    by_code = {codes[pk]: session for pk, session in found.items()}
    assert set(by_code) == set(SESSIONS)
    for code, entry in SESSIONS.items():
        session = by_code[code]
        assert session.starts == datetime.datetime.fromisoformat(entry["starts_at"])
        assert session.ends == (datetime.datetime.fromisoformat(entry["ends_at"]) if entry["ends_at"] else None)
        assert str(session.uid) == entry["uid"]
        assert session.kind == KINDS[entry["type"]]
        mode = entry["registration"]["mode"]
        day = DATA["days"][entry["day"] - 1]["registration"]["mode"]
        assert session.access == ACCESS[day if mode == "inherit" else mode]
        assert session.own_access == (mode != "inherit")
        overlapping = {codes[other.slot_id] for other in session.overlaps}
        assert overlapping == set(entry["overlaps"])
        assert [codes[part.slot_id] for part in session.parts] == entry.get("children", [])
        assert session.places == [typographic(part) for part in entry["parts"]]
        assert session.room == typographic((entry["place"] or {}).get("room"))
        assert session.time_is_own == (entry["implied_end_rule"] != "inherited")


def test_people_are_announced_for_each_session_as_in_the_file(said: list[str]) -> None:
    codes = dict(Slot.objects.values_list("pk", "code"))
    for session in programme().sessions:
        entry = SESSIONS[codes[session.slot_id]]
        assert [speaker.name for speaker in session.speakers] == [one["name"] for one in entry["speakers"]]
        assert [speaker.tentative for speaker in session.speakers] == [one["tentative"] for one in entry["speakers"]]
        for speaker, one in zip(session.speakers, entry["speakers"], strict=True):
            announced = [one, *one["other_affiliations"]]
            assert list(speaker.functions) == [
                typographic(", ".join(part for part in (line["function"], line["organisation"]) if part))
                for line in announced
            ]


def test_the_list_shows_every_session_in_order_with_its_times(said: list[str], client_of: ClientOf) -> None:
    soup = soup_of(client_of(), PATH)
    titles = [plain(title.get_text()).strip() for title in soup.select(".prog h3, .prog h4")]
    assert titles == [plain(sentence(entry["title"])) for entry in DATA["sessions"]]
    for number, day in enumerate(DATA["days"], start=1):
        section = soup.select_one(f"#j{number}")
        assert section is not None
        assert plain(typographic(day["title"])) in words_of(section)
        assert plain(typographic(day["summary"])) in words_of(section)
        shown = [time["datetime"] for time in section.select(".when > time")]
        expected = sorted({e["starts_at"] for e in DATA["sessions"] if e["day"] == number and not e["parent"]})
        assert shown == expected


def test_an_end_that_is_not_printed_is_shown_nowhere(said: list[str], client_of: ClientOf) -> None:
    soup = soup_of(client_of(), PATH)
    slots = soup.select(".slot")
    for code in ("j1-accueil-cafe", "j2-accueil-cafe", "j2-mot-d-accueil", "j3-accueil"):
        entry = SESSIONS[code]
        row = next(slot for slot in slots if slot.time and slot.time["datetime"] == entry["starts_at"])
        assert row.select("small") == []
        page = soup_of(client_of(), f"{PATH}{code}/")
        with translation.override("fr"):
            expected_end = clock_words(datetime.time.fromisoformat(entry["implied_end"]))
        facts = page.select_one(".facts")
        assert facts is not None
        assert expected_end not in facts.get_text()


def test_round_tables_are_nested_and_say_that_their_time_is_not_known(said: list[str], client_of: ClientOf) -> None:
    soup = soup_of(client_of(), PATH)
    nested = [plain(title.get_text()).strip() for title in soup.select(".nest h4")]
    children = [entry for entry in DATA["sessions"] if entry["parent"]]
    assert nested == [plain(sentence(entry["title"])) for entry in children]
    page = soup_of(client_of(), f"{PATH}j2-table-ronde-2/")
    current = page.select_one(".nest--page [aria-current]")
    assert current is not None
    assert plain(sentence(SESSIONS["j2-table-ronde-2"]["title"])) in words_of(current)
    facts = page.select_one(".facts")
    assert facts is not None
    assert re.search(r"\b3\b", facts.get_text())


def test_parallel_sessions_stand_side_by_side(said: list[str], client_of: ClientOf) -> None:
    soup = soup_of(client_of(), PATH)
    groups = [[plain(title.get_text()).strip() for title in group.select("h3")] for group in soup.select(".para__in")]
    expected = [
        [plain(sentence(entry["title"])) for entry in DATA["sessions"] if entry["parallel_group"] == name]
        for name in ("j1-17h", "j3-14h")
    ]
    assert groups == expected


@pytest.mark.parametrize(
    ("now", "marked"),
    [
        ("2019-06-18T21:59:59+00:00", []),
        ("2019-06-18T22:00:00+00:00", ["19 juin"]),
        ("2019-06-20T21:30:00+00:00", ["20 juin"]),
        ("2019-06-21T22:00:00+00:00", []),
    ],
)
def test_the_day_of_today_is_marked_by_the_clock_of_the_place(
    said: list[str], client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, now: str, marked: list[str]
) -> None:
    instant = datetime.datetime.fromisoformat(now)
    with monkeypatch.context() as frozen:
        frozen.setattr(timezone, "now", lambda: instant)
        soup = soup_of(client_of(), PATH)
    today = soup.select(".days a[aria-current=date]")
    assert [link.b.get_text() for link in today if link.b] == marked
    with translation.override("fr"):
        assert all(f"({gettext('today')})" in link.get_text() for link in today)


def test_a_button_prints_where_scripts_run(said: list[str], client_of: ClientOf) -> None:
    soup = soup_of(client_of(), PATH)
    (button,) = soup.select("button[data-print]")
    assert button.has_attr("hidden")
    (script,) = soup.select("script[src$='print.js']")
    assert script.has_attr("defer")


def test_a_condition_is_said_once(said: list[str], client_of: ClientOf) -> None:
    assert mention_beyond("(on registration)", AccessMode.REQUIRED, "en") == ""
    assert mention_beyond("(on registration, 30 seats)", AccessMode.REQUIRED, "en") == "(on registration, 30 seats)"
    assert mention_beyond("(gratuit)", AccessMode.NONE, "fr") == "(gratuit)"
    assert mention_beyond(None, AccessMode.NONE, "fr") == ""
    # What the programme prints is what the French catalogue makes of the tag.
    catalogue = polib.pofile("portal/catalogues/fr/LC_MESSAGES/django.po")
    tag = catalogue.find("On registration", msgctxt="access")
    printed = DATA["days"][1]["registration"]["note_as_printed"]
    assert tag is not None
    assert mention_beyond(printed, AccessMode.REQUIRED, "fr") == printed
    assert printed == f"({tag.msgstr.lower()})"


def test_no_straight_apostrophe_is_shown(said: list[str], client_of: ClientOf) -> None:
    main = soup_of(client_of(), PATH).main
    assert main is not None
    assert re.findall(r"\w+'\w+", main.get_text()) == []


def test_tentative_people_are_marked_in_list_people_and_session(said: list[str], client_of: ClientOf) -> None:
    soup = soup_of(client_of(), PATH)
    for selector in (".prog .speakers li", "#people .person"):
        marked = [row.b.get_text() for row in soup.select(selector) if row.b and row.select(".tag--you")]
        assert sorted(marked) == ["Koulsoum Logerot", "Sandrine Lamiré"]
    page = soup_of(client_of(), f"{PATH}j2-table-ronde-2/")
    assert [row.b.get_text() for row in page.select(".person") if row.b and row.select(".tag--you")] == [
        "Koulsoum Logerot"
    ]
    assert page.select_one(".note--you") is not None


def test_every_person_is_listed_once_with_the_functions_announced(said: list[str], client_of: ClientOf) -> None:
    people = {row.b.get_text(): words_of(row) for row in soup_of(client_of(), PATH).select("#people .person") if row.b}
    assert sorted(people) == sorted(entry["name"] for entry in DATA["persons"])
    for entry in DATA["sessions"]:
        for speaker in entry["speakers"]:
            for line in (speaker, *speaker["other_affiliations"]):
                for part in (line["function"], line["organisation"]):
                    assert plain(typographic(part)) in people[speaker["name"]]


def facts_of(entry: dict[str, Any]) -> list[str]:
    """Everything the file says of a session, as its page writes it."""
    place = entry["place"] or {}
    return [
        entry["title_as_printed"],
        entry["time_as_printed"] or "",
        entry["registration"]["note_as_printed"] or "",
        entry["capacity_note_as_printed"] or "",
        entry.get("format_as_printed") or "",
        typographic(place.get("as_printed")),
        *[typographic(entry[name]) for name in ("title", "label", "subtitle", "summary", "audience")],
        *[typographic(note) for note in entry["notes"]],
        *[speaker["name"] for speaker in entry["speakers"]],
        *[typographic(note) for speaker in entry["speakers"] for note in speaker.get("notes", [])],
    ]


def test_a_page_per_session_holds_every_fact_of_it(said: list[str], client_of: ClientOf) -> None:
    missing = {}
    for code, entry in SESSIONS.items():
        main = soup_of(client_of(), f"{PATH}{code}/").main
        assert main is not None
        words = words_of(main).lower()
        absent = [text for text in facts_of(entry) if plain(text).lower() not in words]
        if absent:
            missing[code] = absent
    assert missing == {}


def test_the_front_matter_is_all_there(said: list[str], client_of: ClientOf) -> None:
    edition, editorial = DATA["edition"], DATA["editorial"]
    soup = soup_of(client_of(), PATH)
    words = words_of(soup).lower()
    expected = [
        edition["dates_as_printed"],
        edition["occasion"],
        edition["summary"],
        edition["venue"]["name"],
        *edition["organisers"],
        *edition["cover_as_printed"],
        edition["title_as_printed"],
        *[fact["fact"] for fact in edition["facts"]],
        editorial["title"],
        editorial["summary"],
        *[author["name"] for author in editorial["authors"]],
        *[author["function"] for author in editorial["authors"]],
    ]
    for text in expected:
        assert plain(typographic(text)).lower() in words, text
    logos = [logo.get_text().strip() for logo in soup.select(".logos li")]
    assert logos == [typographic(logo["name"]) for logo in edition["logos"]]


def test_the_practical_page_says_what_is_known_and_offers_no_dead_address(said: list[str], client_of: ClientOf) -> None:
    edition = DATA["edition"]
    soup = soup_of(client_of(), f"{PATH}pratique/")
    words = words_of(soup).lower()
    for text in (*edition["venue"]["places_named"], *edition["venue"]["notes"], edition["languages_note"]):
        assert plain(typographic(text)).lower() in words, text
    assert edition["contact_as_printed"] in words
    assert soup.select('a[href^="mailto:"]') == []
    link = soup_of(client_of(), PATH).select_one('#about a[href$="/pratique/"]')
    assert link is not None


def test_pages_in_english_show_the_french_words_as_french(said: list[str], client_of: ClientOf) -> None:
    soup = soup_of(client_of(), "/en/spring-school-2019/")
    assert soup.html is not None
    # One notice: the page itself is in English, only the printed words aren't.
    assert (soup.html["lang"], len(soup.select("main .note"))) == ("en", 1)
    titles = soup.select(".prog h3, .prog h4")
    assert len(titles) == 30
    for title in titles:
        marked = title if title.get("lang") else title.find_parent(attrs={"lang": "fr"})
        assert marked is not None
        assert marked.get("lang") == "fr"
    assert {heading["lang"] for heading in soup.select(".day__h h2")} == {"fr"}
    assert soup.select_one('.prog a[href="/en/spring-school-2019/j2-table-ronde-2/"]') is not None
    assert PracticalEditionPage.objects.count() == 2


def test_the_calendar_holds_thirty_sound_sessions_at_their_instants(said: list[str], client_of: ClientOf) -> None:
    uid = DATA["edition"]["uid"]
    response = client_of().get(f"/fr/calendar/edition/{uid}.ics")
    assert problems_of(response.content) == []
    events = {str(event["UID"]): event for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT")}
    assert set(events) == {entry["uid"] for entry in DATA["sessions"]}
    for entry in DATA["sessions"]:
        event = events[entry["uid"]]
        assert event.decoded("DTSTART") == datetime.datetime.fromisoformat(entry["starts_at"])
        last = entry["end"] or entry["implied_end"]
        assert f"{event.decoded('DTEND'):%H:%M}" == last
        assert plain(sentence(entry["title"])) in plain(str(event["SUMMARY"]))
        for speaker in entry["speakers"]:
            assert speaker["name"] in str(event["DESCRIPTION"])
        assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "CONFIRMED")
    english = client_of().get(f"/en/calendar/edition/{uid}.ics").content
    assert sorted(re.findall(rb"\nUID:(.*)\r", english)) == sorted(re.findall(rb"\nUID:(.*)\r", response.content))
    again = client_of().get(f"/fr/calendar/edition/{uid}.ics", HTTP_IF_NONE_MATCH=response.headers["ETag"])
    assert again.status_code == 304


@pytest.mark.parametrize("sites", [0, 27])
def test_queries_of_edition_session_and_practical_page(
    said: list[str], client_of: ClientOf, queries: Queries, sites: int
) -> None:
    for number in range(sites):
        make_cite(f"cite-{number}")
    client = client_of()
    for path in (PATH, "/en/spring-school-2019/", f"{PATH}j2-table-ronde-2/", f"{PATH}pratique/", "/fr/"):
        client.get(path)
        with queries() as seen:
            assert client.get(path).status_code == 200
        assert len(seen) <= 6, (path, seen)


def test_the_home_of_the_hub_leads_to_the_edition(said: list[str], client_of: ClientOf) -> None:
    for language in ("fr", "en"):
        link = soup_of(client_of(), f"/{language}/").select_one(".house--night a")
        assert link is not None
        assert link["href"] == f"/{language}/spring-school-2019/"
    EditionPage.objects.get(locale__language_code="fr").unpublish()
    assert soup_of(client_of(), "/fr/").select_one(".house--night") is None
