"""Hours, closures, notices, places: today's truth first, what isn't known said."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils import timezone

from cities.enums import ClosureReason, PlaceKind
from cities.models import Closure, PagePlace
from tests.factories.cities import (
    make_closure,
    make_hours,
    make_notice,
    make_place,
    practical_info,
    practical_page,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
HOME, PAGE = "/en/", "/en/practical-information/"


def soup_of(client: Client, path: str = PAGE) -> BeautifulSoup:
    """A page that answers."""
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    """All its words, spaces evened."""
    return " ".join(soup.main.get_text(" ", strip=True).split())


def today_there() -> datetime.date:
    return timezone.localdate(timezone=zoneinfo.ZoneInfo("Europe/Lisbon"))


@pytest.mark.parametrize("path", [HOME, PAGE])
def test_today_is_marked_in_words_and_for_machines(world: World, client_of: ClientOf, path: str) -> None:
    make_hours(world.porto, 1, 2, 3, 4, 5, 6, 7)
    rows = soup_of(client_of("porto"), path).select(".hours tr")
    assert len(rows) == 7
    (marked,) = [row for row in rows if row.get("aria-current") == "date"]
    assert marked.th.get_text() == f"{today_there():%A} (today)"
    assert marked.td.get_text(strip=True) == "9.30\xa0am\xa0–\xa05\xa0pm"


def test_a_day_without_hours_is_closed_and_two_openings_are_two_lines(world: World, client_of: ClientOf) -> None:
    make_hours(world.porto, 1, opens=14, closes=18)
    make_hours(world.porto, 1, opens=9, closes=12)
    rows = soup_of(client_of("porto")).select(".hours td")
    assert rows[0].get_text("|", strip=True) == "9.30\xa0am\xa0–\xa012\xa0pm|2.30\xa0pm\xa0–\xa06\xa0pm"
    assert rows[1].get_text(strip=True) == "Closed"


def test_a_closure_overrules_todays_hours_and_is_announced(world: World, client_of: ClientOf) -> None:
    make_hours(world.porto, 1, 2, 3, 4, 5, 6, 7)
    make_closure(world.porto, reason=ClosureReason.WORKS, days=3)
    soup = soup_of(client_of("porto"))
    assert soup.select_one(".hours tr[aria-current] td").get_text(strip=True) == "Closed: building works"
    assert "Building works (now)." in soup.select_one(".note--you").get_text(" ", strip=True)


def test_a_coming_closure_is_announced_and_a_past_or_distant_one_isnt(world: World, client_of: ClientOf) -> None:
    make_closure(world.porto, starts=10, reason=ClosureReason.LEAVE)
    make_closure(world.porto, starts=-5, reason=ClosureReason.WORKS)
    make_closure(world.porto, starts=200, reason=ClosureReason.EVENT)
    page = words(soup_of(client_of("porto")))
    assert "Yearly closure." in page
    assert "Building works" not in page
    assert "Event elsewhere" not in page
    assert "The hours aren’t given yet" in page


def test_closures_of_another_cite_are_not_shown(world: World, client_of: ClientOf) -> None:
    make_closure(world.genova, reason=ClosureReason.WORKS)
    make_notice(world.genova, "en", "Sciopero")
    for path in (HOME, PAGE):
        page = words(soup_of(client_of("porto"), path))
        assert "Building works" not in page
        assert "Sciopero" not in page


@pytest.mark.parametrize("path", [HOME, PAGE])
def test_an_urgent_notice_is_shown_in_its_language_while_it_holds(world: World, client_of: ClientOf, path: str) -> None:
    make_notice(world.porto, "en", "The lift is out of order")
    make_notice(world.porto, "pt", "O elevador está avariado")
    make_notice(world.porto, "en", "Over since yesterday", hours=-2)
    page = words(soup_of(client_of("porto"), path))
    assert "The lift is out of order" in page
    assert "avariado" not in page
    assert "Over since" not in page


def test_a_new_notice_is_there_at_once(world: World, client_of: ClientOf) -> None:
    client = client_of("porto")
    assert "Strike" not in words(soup_of(client))
    notice = make_notice(world.porto, "en", "Strike today")
    assert "Strike today" in words(soup_of(client))
    notice.delete()
    assert "Strike" not in words(soup_of(client))


def test_address_accessibility_and_contact(world: World, client_of: ClientOf) -> None:
    make_place(
        world.porto, name="Casa", street="Rua 1", postcode="4000", city="Porto", step_free=True, hearing_loop=False
    )
    info = practical_info(world.porto)
    info.phone, info.email = "+351 22 000", "porto@example.org"
    info.save()
    soup = soup_of(client_of("porto"))
    page = words(soup)
    for expected in ("Casa Rua 1 4000 Porto", "Step-free entrance", "No hearing loop"):
        assert expected in page
    assert "sign language" not in page
    assert soup.select_one('a[href="tel:+35122000"]').get_text() == "+351 22 000"
    assert soup.select_one('a[href="mailto:porto@example.org"]')


def test_other_places_stand_below_with_kind_and_country(world: World, client_of: ClientOf) -> None:
    make_place(world.porto, street="Rua 1")
    make_place(world.porto, kind=PlaceKind.ASSOCIATED, name="Centro", city="Vigo", country="ES")
    section = soup_of(client_of("porto")).select_one("[aria-labelledby=elsewhere]")
    assert " ".join(section.get_text(" ", strip=True).split()).startswith(
        "Our other places Centro Associated centre, Spain"
    )


def test_what_isnt_known_is_said(world: World, client_of: ClientOf) -> None:
    page = words(soup_of(client_of("porto")))
    for expected in (
        "The hours aren’t given yet.",
        "Porto, Portugal",
        "The full address isn’t in the sources.",
        "No telephone or address is given yet.",
        "Not stated yet. Ask the Cité before you set out",
    ):
        assert expected in page


def test_a_cite_without_fixed_place_says_that_it_comes(world: World, client_of: ClientOf) -> None:
    info = practical_info(world.porto)
    info.itinerant = True
    info.save()
    for path in (HOME, PAGE):
        assert "it comes to you" in words(soup_of(client_of("porto"), path))


def test_words_are_the_pages_facts_are_the_cites(world: World, client_of: ClientOf) -> None:
    page = practical_page(world.porto, "en")
    page.without_appointment, page.how_to_come = "Just come in.", "<p>Tram line D.</p>"
    page.save_revision().publish()
    assert "Just come in." in words(soup_of(client_of("porto"), HOME))
    english, portuguese = (
        words(soup_of(client_of("porto"), f"/{code}/practical-information/")) for code in ("en", "pt")
    )
    assert "Tram line D." in english
    assert "Just come in." in english
    assert "Tram line D." not in portuguese


def test_publishing_the_original_moves_the_facts_to_every_page_and_a_draft_shows_in_its_preview_only(
    world: World, client_of: ClientOf
) -> None:
    page = practical_page(world.porto, "pt")
    page.places = [PagePlace(street="Rua Nova 2", city="Porto", country="PT", kind=PlaceKind.MAIN)]
    revision = page.save_revision()
    client = client_of("porto")
    assert "Rua Nova" not in words(soup_of(client))
    preview = _preview(revision.as_object())
    assert "Rua Nova 2" in preview
    revision.publish()
    assert "Rua Nova 2" in words(soup_of(client))
    assert "Rua Nova 2" in words(soup_of(client, "/en/"))


def _preview(page: Any) -> str:
    request = RequestFactory(HTTP_HOST="localhost:8000").get("/admin/")
    response = page.make_preview_request(request, page.default_preview_mode)
    response.render()
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("starts", "ends", "wrong"),
    [
        ("0001-01-01", "9999-12-31", "starts"),
        ("1999-12-31", "2000-01-02", "starts"),
        ("2026-08-01", "2029-08-01", "ends"),
        ("9999-01-01", "9999-12-31", "starts"),
        ("2026-08-03", "2026-08-01", "ends"),
        ("2026-08-01", "2028-07-31", ""),
    ],
)
def test_a_closure_is_no_century(world: World, starts: str, ends: str, wrong: str) -> None:
    closure = Closure(
        cite=world.porto, starts=datetime.date.fromisoformat(starts), ends=datetime.date.fromisoformat(ends)
    )
    try:
        closure.full_clean()
        found = ""
    except ValidationError as error:
        (found,) = error.message_dict
    assert found == wrong
