"""Releases: the public sees the latest, editors the draft; what raises a sequence and what doesn't."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client

from events.enums import AccessMode, EventStatus, SessionKind
from events.models import Day, Edition, EditionPage, Participation, Person, ReleasedSlot, Room, ScheduleRelease, Slot
from events.selectors.drafts import changes_since_release
from events.selectors.grid import grid_of
from events.selectors.programme import programme_of_edition
from events.services import release_programme
from tests.events.calendar_linter import problems_of
from tests.factories.events import FIRST_DAY, edition_page, make_edition, make_slot, session_page, take_part
from tests.factories.portal import home_of, make_page
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@pytest.fixture
def edition(world: World) -> Edition:
    """Two days, three sessions, one of them inside another; released once."""
    edition = make_edition()
    opening = make_slot(edition, "opening", "09:00", "09:30")
    take_part(opening, "Ada Lovelace", ("Présidente", "Réseau"), ("membre", "Club"))
    tables = make_slot(edition, "tables", "10:00", "12:00", kind=SessionKind.ROUND_TABLES)
    make_slot(edition, "table-1", "10:00", "12:00", kind=SessionKind.ROUND_TABLE, parent=tables, time_is_own=False)
    release_programme(edition=edition)
    return edition


def public(edition: Edition) -> dict[str, Any]:
    programme = programme_of_edition(edition_id=edition.pk, language="fr")
    assert programme is not None
    return {session.slot_id: session for session in programme.sessions}


def change(slot: Slot, **values: Any) -> None:
    for name, value in values.items():
        setattr(slot, name, value)
    slot.save()


@pytest.mark.parametrize(
    ("values", "sequence"),
    [
        ({"start": datetime.time(9, 15)}, 1),
        ({"end": datetime.time(9, 45)}, 1),
        ({"status": EventStatus.CANCELLED}, 1),
        ({"date": FIRST_DAY + datetime.timedelta(days=1)}, 1),
        ({"kind": SessionKind.TALK}, 0),
        ({"capacity": 20}, 0),
        ({"access": AccessMode.MEMBERS}, 0),
    ],
)
def test_sequence_grows_with_time_and_status_alone(edition: Edition, values: dict[str, Any], sequence: int) -> None:
    slot = edition.slots.get(code="opening")
    change(slot, **values)
    assert release_programme(edition=edition).number == 2
    assert Slot.objects.get(pk=slot.pk).sequence == sequence
    assert public(edition)[slot.pk].sequence == sequence


def test_a_room_raises_the_sequence_and_its_seats_do_not(edition: Edition) -> None:
    slot = edition.slots.get(code="opening")
    room = Room.objects.create(edition=edition, name="Auditorium")
    change(slot, room=room)
    release_programme(edition=edition)
    Room.objects.filter(pk=room.pk).update(capacity=200)
    release_programme(edition=edition)
    session = public(edition)[slot.pk]
    assert (session.room, session.seats, session.sequence) == ("Auditorium", 200, 1)


def test_a_room_stands_in_the_list_of_the_day(edition: Edition, world: World, client_of: ClientOf) -> None:
    page = edition_page(world.network, edition)
    change(edition.slots.get(code="opening"), room=Room.objects.create(edition=edition, name="grand auditorium"))
    release_programme(edition=edition)
    soup = BeautifulSoup(client_of().get(page.url).content, "html.parser")
    lines = [line.get_text() for line in soup.select("article.sess p.line")]
    assert [line for line in lines if "uditorium" in line] == ["Grand auditorium"]


def test_nothing_new_is_no_release(edition: Edition) -> None:
    assert release_programme(edition=edition).number == 1
    assert changes_since_release(edition=edition) == []
    assert ReleasedSlot.objects.count() == 3


def test_what_did_not_change_keeps_the_moment_it_was_revised(edition: Edition) -> None:
    before = {pk: session.revised_at for pk, session in public(edition).items()}
    slot = edition.slots.get(code="opening")
    change(slot, start=datetime.time(8))
    release_programme(edition=edition)
    after = {pk: session.revised_at for pk, session in public(edition).items()}
    assert {pk for pk in before if before[pk] != after[pk]} == {slot.pk}


def test_the_public_sees_no_draft_and_the_team_does(edition: Edition) -> None:
    slot = edition.slots.get(code="opening")
    change(slot, start=datetime.time(8))
    take_part(slot, "Grace Hopper", ("Amirale", ""))
    make_slot(edition, "secret", "14:00", day=2)
    assert [session.starts.hour for session in public(edition).values()] == [9, 10, 10]
    draft = programme_of_edition(edition_id=edition.pk, language="fr", draft=True)
    assert draft is not None
    assert [session.starts.hour for session in draft.sessions] == [8, 10, 10, 14]
    assert [person.name for person in draft.people] == ["Ada Lovelace", "Grace Hopper"]
    assert [(change.title, bool(change.what)) for change in changes_since_release(edition=edition)] == [
        ("opening", True),
        ("secret", True),
    ]


def test_a_session_gone_from_the_draft_is_gone_after_the_release(edition: Edition) -> None:
    slot = make_slot(edition, "late", "18:00")
    release_programme(edition=edition)
    assert slot.pk in public(edition)
    Slot.objects.filter(pk=slot.pk).update(current=None)
    slot.delete()
    assert [row.title for row in changes_since_release(edition=edition)] == []


def test_who_has_withdrawn_is_not_released_and_who_is_erased_is_gone_everywhere(edition: Edition) -> None:
    slot = edition.slots.get(code="opening")
    take_part(slot, "Grace Hopper", ("Amirale", ""))
    Participation.objects.filter(person__name="Ada Lovelace").update(withdrawn=True)
    release_programme(edition=edition)
    assert [speaker.name for speaker in public(edition)[slot.pk].speakers] == ["Grace Hopper"]
    Person.objects.filter(name="Grace Hopper").update(name="Grace B. Hopper")
    assert [speaker.name for speaker in public(edition)[slot.pk].speakers] == ["Grace B. Hopper"]
    Person.objects.all().delete()
    assert public(edition)[slot.pk].speakers == ()


def test_functions_are_in_the_readers_language_or_the_editions(edition: Edition) -> None:
    slot = edition.slots.get(code="opening")
    row = slot.participations.get()
    row.affiliations = [
        ("affiliation", {"function": "Présidente", "organisation": "Réseau", "language": "fr"}),
        ("affiliation", {"function": "President", "organisation": "Network", "language": "en"}),
    ]
    row.save()
    release_programme(edition=edition)
    found = {}
    for language in ("fr", "en", "it"):
        programme = programme_of_edition(edition_id=edition.pk, language=language)
        assert programme is not None
        speaker = programme.sessions[0].speakers[0]
        found[language] = (speaker.functions, speaker.language)
    assert found == {
        "fr": (("Présidente, Réseau",), "fr"),
        "en": (("President, Network",), "en"),
        "it": (("Présidente, Réseau",), "fr"),
    }


def test_condition_and_nesting_and_overlaps_are_worked_out(world: World) -> None:
    edition = make_edition()
    Day.objects.filter(edition=edition, number=2).update(access=AccessMode.REQUIRED)
    for code, start, end in (
        ("a", "10:00", "12:00"),
        ("b", "10:00", "11:00"),
        ("c", "11:30", "12:30"),
        ("d", "12:30", ""),
    ):
        make_slot(edition, code, start, end, day=2, expected_end=datetime.time(13) if code == "d" else None)
    release_programme(edition=edition)
    programme = programme_of_edition(edition_id=edition.pk, language="fr")
    assert programme is not None
    (day,) = programme.days
    assert (day.number, day.access, [len(moment.sessions) for moment in day.moments]) == (
        2,
        AccessMode.REQUIRED,
        [2, 1, 1],
    )
    a, b, c, d = programme.sessions
    assert (a.overlaps, b.overlaps, c.overlaps, d.overlaps) == ([b, c], [a], [a], [])
    assert (c.late_start, a.late_start, d.ends, d.over.hour) == ((30, 1), None, None, 13)
    assert {session.access for session in programme.sessions} == {AccessMode.REQUIRED}
    grid = grid_of(day.sessions)
    assert grid is not None
    assert [cell.classes for cell in grid.cells] == ["r1 s8 c1", "r1 s4 c2", "r7 s4 c2", "r11 s2 ca"]


def test_a_day_too_full_has_no_grid(world: World) -> None:
    edition = make_edition()
    for number in range(5):
        make_slot(edition, f"s{number}", "10:00", "11:00")
    release_programme(edition=edition)
    programme = programme_of_edition(edition_id=edition.pk, language="fr")
    assert programme is not None
    assert grid_of(programme.days[0].sessions) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"date": FIRST_DAY + datetime.timedelta(days=9)}, "date"),
        ({"end": datetime.time(8)}, "end"),
        ({"expected_end": datetime.time(8)}, "expected_end"),
    ],
)
def test_a_slot_that_cannot_be_is_refused(edition: Edition, values: dict[str, Any], field: str) -> None:
    slot = edition.slots.get(code="opening")
    for name, value in values.items():
        setattr(slot, name, value)
    with pytest.raises(ValidationError) as error:
        slot.full_clean()
    assert set(error.value.message_dict) == {field}


def test_rooms_and_containers_are_of_the_same_edition_and_nest_once(edition: Edition) -> None:
    other = make_edition(acronym="other")
    slot = edition.slots.get(code="opening")
    slot.room, slot.parent = Room.objects.create(edition=other, name="Ailleurs"), None
    with pytest.raises(ValidationError):
        slot.full_clean()
    slot.room, slot.parent = None, edition.slots.get(code="table-1")
    with pytest.raises(ValidationError):
        slot.full_clean()


def test_pages_show_the_release_and_previews_the_draft(world: World, client_of: ClientOf, edition: Edition) -> None:
    page = edition_page(world.network, edition)
    slot = edition.slots.get(code="opening")
    words = session_page(page, slot, "Ouverture")
    change(slot, start=datetime.time(7, 7))
    for path in ("/fr/ecole/", "/fr/ecole/opening/"):
        body = client_of().get(path).content.decode()
        assert "T09:00:00+02:00" in body
        assert "T07:07" not in body
    for shown in (page, words):
        response = shown.make_preview_request(preview_mode=shown.default_preview_mode)
        response.render()
        assert "T07:07:00+02:00" in response.content.decode()


def test_before_the_first_release_pages_say_so_and_calendars_are_404(world: World, client_of: ClientOf) -> None:
    edition = make_edition()
    slot = make_slot(edition, "opening", "09:00")
    page = edition_page(world.network, edition)
    session_page(page, slot, "Ouverture")
    soup = BeautifulSoup(client_of().get("/fr/ecole/").content, "html.parser")
    assert soup.select_one(".none .lead") is not None
    assert "9 h" not in client_of().get("/fr/ecole/opening/").content.decode().replace("\u00a0", " ")
    for path in (f"edition/{edition.uid}", f"session/{slot.uid}"):
        assert client_of().get(f"/fr/calendar/{path}.ics").status_code == 404


def test_a_programme_is_public_with_a_public_page_only(world: World, client_of: ClientOf, edition: Edition) -> None:
    path = f"/fr/calendar/edition/{edition.uid}.ics"
    assert client_of().get(path).status_code == 404
    page = edition_page(world.network, edition)
    response = client_of().get(path)
    assert (response.status_code, problems_of(response.content)) == (200, [])
    assert client_of("porto").get(f"/pt/calendar/edition/{edition.uid}.ics").status_code == 404
    page.unpublish()
    assert client_of().get(path).status_code == 404


def test_an_unpublished_session_page_hides_its_words_not_its_time(
    world: World, client_of: ClientOf, edition: Edition
) -> None:
    page = edition_page(world.network, edition)
    slot = edition.slots.get(code="opening")
    words = session_page(page, slot, "Titre secret")
    assert "Titre secret" in client_of().get("/fr/ecole/").content.decode()
    words.unpublish()
    body = client_of().get("/fr/ecole/").content.decode()
    assert "Titre secret" not in body
    assert "T09:00:00+02:00" in body


def test_a_cancelled_session_stays_in_the_calendar_as_cancelled(
    world: World, client_of: ClientOf, edition: Edition
) -> None:
    edition_page(world.network, edition)
    slot = edition.slots.get(code="opening")
    change(slot, status=EventStatus.CANCELLED)
    release_programme(edition=edition)
    body = client_of().get(f"/fr/calendar/session/{slot.uid}.ics").content.decode()
    assert "STATUS:CANCELLED" in body
    assert "SEQUENCE:1" in body


def test_editions_stand_on_the_hub_alone(world: World, edition: Edition) -> None:
    assert not EditionPage.can_create_at(home_of(world.porto, "pt"))
    with pytest.raises(Exception, match=r"(?i)slug|unique|valid"):
        make_page(EditionPage, parent=home_of(world.network, "fr"), title="L’école", edition=edition, slug="agenda")
    assert ScheduleRelease.objects.count() == 1
