"""The event team is told what waits to be released, and finds the way there wherever it works."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone, translation

from events.models import Edition, Slot
from events.selectors.drafts import changes_since_release, current_edition
from events.services import release_programme
from portal.dates import date_words
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.factories.events import edition_page, make_edition, make_slot, session_page
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]


@pytest.fixture
def client(client_of: ClientOf) -> Client:
    return sign_in(client_of(), person(NetworkRole.EVENT_TEAM))


def slot_form(slot: Slot, **values: Any) -> dict[str, Any]:
    """What the form of a session sends."""
    return {
        "edition": slot.edition_id,
        "code": slot.code,
        "number": slot.number,
        "kind": slot.kind,
        "status": slot.status,
        "date": slot.date.isoformat(),
        "start": f"{slot.start:%H:%M}",
        "end": f"{slot.end:%H:%M}" if slot.end else "",
        "time_is_own": "on",
        "timezone": slot.timezone,
        "access": slot.access,
        "arrangement": "",
        "participations-TOTAL_FORMS": 0,
        "participations-INITIAL_FORMS": 0,
        "participations-MIN_NUM_FORMS": 0,
        "participations-MAX_NUM_FORMS": 1000,
        **values,
    }


def said(response: Any) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def panel_of(client: Client) -> Any:
    panels = {getattr(panel, "name", ""): panel for panel in client.get("/admin/").context["panels"]}
    return panels.get("school")


def test_after_saving_a_session_the_team_is_told_what_waits(world: World, client: Client) -> None:
    edition = make_edition()
    slot = make_slot(edition, "opening", "09:30", "10:30")
    release_programme(edition=edition)
    response = client.post(f"/admin/slots/edit/{slot.pk}/", slot_form(slot, start="09:45"))
    assert response.status_code == 302
    (level, words) = said(response)[-1]
    assert level == "warning"
    assert "1 change waits to be released." in words
    assert f'href="/admin/editions/release/{edition.pk}/"' in words
    response = client.post("/admin/slots/new/", slot_form(slot, code="second", number=2, start="11:00", end=""))
    assert "2 changes wait to be released." in said(response)[-1][1]
    second = Slot.objects.get(code="second")
    response = client.post(f"/admin/slots/delete/{second.pk}/")
    assert "1 change waits to be released." in said(response)[-1][1]


def test_saving_what_changes_nothing_says_nothing_of_a_release(world: World, client: Client) -> None:
    edition = make_edition()
    slot = make_slot(edition, "opening", "09:30", "10:30")
    release_programme(edition=edition)
    response = client.post(f"/admin/slots/edit/{slot.pk}/", slot_form(slot))
    assert response.status_code == 302
    assert [level for level, _words in said(response)] == ["success"]


def test_the_button_is_in_plain_view(world: World, client: Client) -> None:
    edition = make_edition()
    slot = make_slot(edition, "opening", "09:30")
    for path in (f"/admin/editions/edit/{edition.pk}/", "/admin/slots/", f"/admin/slots/edit/{slot.pk}/"):
        buttons = client.get(path).context["header_buttons"]
        assert f"/admin/editions/release/{edition.pk}/" in [getattr(button, "url", "") for button in buttons], path
    assert client.get("/admin/slots/new/").status_code == 200


def test_the_dashboard_shows_the_edition_and_what_waits(world: World, client: Client) -> None:
    assert panel_of(client).lines == []
    edition = make_edition()
    make_slot(edition, "opening", "09:30", "10:30")
    panel = panel_of(client)
    assert panel.heading == "Spring school"
    assert (panel.lines[0].title, panel.lines[0].url) == (
        "1 change waits to be released.",
        f"/admin/editions/release/{edition.pk}/",
    )
    assert [line.url for line in panel.lines[1:]] == [
        f"/admin/slots/?edition={edition.pk}",
        "/admin/slots/new/",
        "/admin/persons/",
        f"/admin/editions/edit/{edition.pk}/",
    ]
    release_programme(edition=edition)
    assert panel_of(client).lines[0].title == "Everything that is drafted is public."


def test_it_costs_the_same_whatever_the_programme(world: World, client: Client, queries: Queries) -> None:
    edition = make_edition()
    costs = []
    for count in (1, 20):
        while edition.slots.count() < count:
            make_slot(edition, f"slot-{edition.slots.count()}", "09:30")
        release_programme(edition=edition)
        client.get("/admin/")
        with queries() as seen:
            client.get("/admin/")
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_it_is_for_who_may_release(world: World, client_of: ClientOf) -> None:
    make_edition()
    assert panel_of(sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))) is None
    assert panel_of(sign_in(client_of(), person(NetworkRole.LABEL_TEAM))) is None
    assert panel_of(sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))) is not None


def test_the_current_edition_is_the_next_one_then_the_last(world: World) -> None:
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    assert current_edition() is None
    past = make_edition(acronym="past", start_date=today - 9 * day, end_date=today - 8 * day)
    assert current_edition() == past
    make_edition(acronym="later", start_date=today + 300 * day, end_date=today + 301 * day)
    soon = make_edition(acronym="soon", start_date=today - day, end_date=today)
    assert current_edition() == soon


def release_screen(client: Client, edition: Edition) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/admin/editions/release/{edition.pk}/").content, "html.parser")


def test_the_screen_says_what_its_button_does_and_names_sessions_by_title(world: World, client: Client) -> None:
    edition = make_edition()
    page = edition_page(world.network, edition)
    session_page(page, make_slot(edition, "j1-welcome", "09:30"), "Words of welcome")
    make_slot(edition, "untitled", "10:30")
    screen = release_screen(client, edition)
    button = screen.select_one("#w-editor-form button[type=submit]")
    assert button is not None
    assert button.get_text(strip=True)
    titles = [change.title for change in changes_since_release(edition=edition)]
    assert titles == ["Words of welcome", "untitled"]
    assert [entry.text for entry in screen.select("main li b")] == titles
    trail = [link["href"] for link in screen.select(".w-breadcrumbs a")]
    assert f"/admin/editions/edit/{edition.pk}/" in trail
    assert "/admin/editions/" in trail


@pytest.mark.parametrize(("name", "given"), [("", ""), ("June", "June")])
def test_visitors_read_the_day_of_a_release_and_its_name_if_it_has_one(
    world: World, client: Client, client_of: ClientOf, name: str, given: str
) -> None:
    edition = make_edition()
    page = edition_page(world.network, edition)
    session_page(page, make_slot(edition, "opening", "09:30"), "Words of welcome")
    assert client.post(f"/admin/editions/release/{edition.pk}/", {"name": name}).status_code == 302
    release = edition.releases.get()
    assert (release.given_name, release.released_on) == (given, timezone.localdate())
    shown = BeautifulSoup(client_of().get(page.get_url()).content, "html.parser")
    states = [dd.text for dd in shown.select("dd") if str(release.released_on.year) in dd.text]
    with translation.override("fr"):
        day = date_words(release.released_on)
    assert ", ".join(part for part in (given, day) if part) in states
