"""The event team's screens, and what a Cité's people may and may not do."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Edition, EventPage, LocalEvent, Person, ScheduleRelease, Slot
from events.services import release_programme
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors.ownership import owner_id
from tests.factories.events import agenda_of, edition_page, in_days, make_edition, make_event, make_slot, take_part
from tests.factories.portal import person, sign_in
from tests.factories.world import World
from tests.isolation.submitting import Submission, submissions

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@pytest.fixture
def team(world: World, client_of: ClientOf) -> Client:
    """Somebody of the event team, signed in."""
    return sign_in(client_of(), person(NetworkRole.EVENT_TEAM))


@pytest.fixture
def edition(world: World) -> Edition:
    """Two days, one session with one person."""
    edition = make_edition()
    take_part(make_slot(edition, "opening", "09:00", "09:30"), "Ada Lovelace", ("Présidente", "Réseau"))
    return edition


def form_at(client: Client, url: str, *, having: str) -> Submission:
    response = client.get(url)
    assert response.status_code == 200, url
    return next(form for form in submissions(response, url) if having in form.names)


def test_the_team_reads_lists_and_forms(team: Client, edition: Edition) -> None:
    release_programme(edition=edition)
    slot, somebody = edition.slots.get(), Person.objects.get()
    for url, text in (
        ("/admin/editions/", "Spring school"),
        (f"/admin/editions/edit/{edition.pk}/", "springschool"),
        ("/admin/slots/", "Ada Lovelace"),
        (f"/admin/slots/edit/{slot.pk}/", "opening"),
        ("/admin/slots/?q=lovelace", "opening"),
        ("/admin/persons/", "Ada Lovelace"),
        (f"/admin/persons/edit/{somebody.pk}/", "Ada Lovelace"),
        ("/admin/slots/new/", "participations"),
    ):
        response = team.get(url)
        assert (url, response.status_code) == (url, 200)
        assert text in response.content.decode()


def test_the_team_moves_a_session_and_releases_it(team: Client, edition: Edition) -> None:
    release_programme(edition=edition)
    slot = edition.slots.get()
    url = f"/admin/slots/edit/{slot.pk}/"
    form = form_at(team, url, having="start")
    assert team.post(url, form.filled(start="09:10")).status_code == 302
    slot.refresh_from_db()
    assert (slot.start, slot.current.start, slot.participations.count()) == (datetime.time(9, 10), datetime.time(9), 1)

    release = f"/admin/editions/release/{edition.pk}/"
    assert "opening" in team.get(release).content.decode()
    assert team.post(release, {"name": "Juin", "comment": ""}).status_code == 302

    slot.refresh_from_db()
    made = ScheduleRelease.objects.get(name="Juin")
    assert (slot.current.start, slot.sequence) == (datetime.time(9, 10), 1)
    assert made.published_by is not None
    team.post(release, {"name": "", "comment": ""})
    assert ScheduleRelease.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [({"end": "08:00"}, "end"), ({"date": "2031-01-01"}, "date"), ({"start": "25:99"}, "start")],
)
def test_what_cannot_be_is_an_error_of_the_form(
    team: Client, edition: Edition, values: dict[str, str], field: str
) -> None:
    slot = edition.slots.get()
    url = f"/admin/slots/edit/{slot.pk}/"
    form = form_at(team, url, having="start")
    response = team.post(url, form.filled(**values))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]


def test_a_public_session_is_not_deleted(team: Client, edition: Edition) -> None:
    release_programme(edition=edition)
    slot = edition.slots.get()
    team.post(f"/admin/slots/delete/{slot.pk}/")
    assert Slot.objects.filter(pk=slot.pk).exists()
    draft = make_slot(edition, "draft", "15:00")
    team.post(f"/admin/slots/delete/{draft.pk}/")
    assert not Slot.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("change", [{"days-0-DELETE": "on"}, {"days-0-date": "2026-06-20"}])
def test_a_day_that_has_sessions_keeps_its_date(team: Client, edition: Edition, change: dict[str, str]) -> None:
    url = f"/admin/editions/edit/{edition.pk}/"
    form = form_at(team, url, having="acronym")
    response = team.post(url, form.filled(**change))
    assert response.status_code == 200
    assert edition.days.count() == 2
    assert edition.slots.get().day.date == edition.start_date


def test_the_team_edits_the_words_of_an_edition(team: Client, world: World, edition: Edition) -> None:
    page = edition_page(world.network, edition)
    url = f"/admin/pages/{page.pk}/edit/"
    form = form_at(team, url, having="dates_line")
    assert team.post(url, form.filled(**{"dates_line": "en juin", "action-publish": "1"})).status_code == 302
    page.refresh_from_db()
    assert page.dates_line == "en juin"


@pytest.mark.parametrize("role", list(CiteRole))
def test_a_cites_people_have_no_part_in_the_programme(
    world: World, client_of: ClientOf, edition: Edition, role: CiteRole
) -> None:
    client = sign_in(client_of(), person((world.porto, role)))
    slot = edition.slots.get()
    for url in (
        "/admin/editions/",
        "/admin/slots/",
        "/admin/persons/",
        f"/admin/editions/edit/{edition.pk}/",
        f"/admin/slots/edit/{slot.pk}/",
        f"/admin/editions/release/{edition.pk}/",
    ):
        response = client.get(url)
        assert response.status_code in (302, 403, 404), url
        assert "Ada Lovelace" not in response.content.decode()
        assert client.post(url, {"name": "x"}).status_code in (302, 403, 404)
    assert not ScheduleRelease.objects.exists()


def test_an_editor_drafts_an_event_and_a_moderator_publishes_it(world: World, client_of: ClientOf) -> None:
    editor = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    url = f"/admin/pages/add/events/eventpage/{agenda_of(world.porto, 'pt').pk}/"
    form = form_at(editor, url, having="start_date")
    values = {"title": "Clube", "slug": "clube", "start_date": in_days(3).isoformat(), "start_time": "14:00"}
    assert editor.post(url, form.filled(**values)).status_code == 302
    page = EventPage.objects.get()
    assert (page.live, page.timezone) == (False, "Europe/Lisbon")

    moderator = sign_in(client_of(), person((world.porto, CiteRole.MODERATOR)))
    url = f"/admin/pages/{page.pk}/edit/"
    form = form_at(moderator, url, having="start_date")
    assert moderator.post(url, form.filled(**{"action-publish": "1"})).status_code == 302
    assert LocalEvent.objects.get().occurrences.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"start_date": ""}, "start_date"),
        ({"end_time": "13:00"}, "end_time"),
        ({"timezone": "Europe/Nowhere"}, "timezone"),
        ({"frequency": "weekly", "repeat_until": "2020-01-01"}, "repeat_until"),
    ],
)
def test_an_event_that_cannot_be_is_an_error_of_the_form(
    world: World, client_of: ClientOf, values: dict[str, str], field: str
) -> None:
    page = make_event(world.porto, "pt", "Clube")
    client = sign_in(client_of(), person((world.porto, CiteRole.MODERATOR)))
    url = f"/admin/pages/{page.pk}/edit/"
    form = form_at(client, url, having="start_date")
    response = client.post(url, form.filled(**{**values, "action-publish": "1"}))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]


OUT_OF_BOUNDS: tuple[tuple[dict[str, str], str], ...] = (
    ({"start_date": "1000-01-01", "frequency": "weekly", "repeat_until": "9999-12-31"}, "start_date"),
    ({"start_date": "0001-01-01"}, "start_date"),
    ({"start_date": "9999-12-31"}, "start_date"),
    ({"start_date": "2026-10-01", "end_date": "9999-12-31"}, "end_date"),
    ({"start_date": "2026-10-01", "frequency": "daily", "repeat_until": "9999-12-31"}, "repeat_until"),
    ({"start_date": "1995-10-01", "frequency": "daily"}, "start_date"),
)


def test_an_event_keeps_within_what_an_agenda_holds(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MODERATOR)))
    url = f"/admin/pages/add/events/eventpage/{agenda_of(world.porto, 'pt').pk}/"
    form = form_at(client, url, having="start_date")
    for values, wrong in OUT_OF_BOUNDS:
        with CaptureQueriesContext(connection) as made:
            answer = client.post(url, form.filled(title="Sempre", slug="sempre", **values, **{"action-publish": "1"}))
        assert (values, answer.status_code) == (values, 200)
        assert wrong in answer.context["form"].errors, values
        assert len(made) < 100
    assert not EventPage.objects.filter(slug="sempre").exists()


def test_many_dates_are_written_at_once(world: World, queries: Callable[[], Any]) -> None:
    page = make_event(world.porto, "pt", "Todos os dias", frequency="daily", start_date=in_days(0))
    event = LocalEvent.objects.get(original=page)
    kept = dict(event.occurrences.values_list("date", "pk"))
    assert len(kept) > 700
    with queries() as made:
        event.make_occurrences()
    assert len(made) < 12
    assert dict(event.occurrences.values_list("date", "pk")) == kept


def test_events_are_their_cites_and_programmes_the_networks(world: World, edition: Edition) -> None:
    def owner(cite: Cite | None) -> int | None:
        return cite.pk if cite else None

    page = make_event(world.porto, "pt", "Clube")
    rows = [page, page.row, page.row.occurrences.get()]
    assert [owner_id(row) for row in rows] == [owner(world.porto)] * 3
    hub = make_event(world.network, "fr", "Forum")
    assert owner_id(hub.row) is None
    assert {owner_id(row) for row in (edition, edition.slots.get(), Person.objects.get())} == {None}
