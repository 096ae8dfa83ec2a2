"""A session announced in one language is read in the other: interface and facts in the reader's, words as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from events.models import Edition, EditionPage, SessionPage
from events.selectors.programme import programme_of_edition
from events.services import release_programme
from portal.tenancy.enums import NetworkRole
from portal.tenancy.models import NetworkGroup
from tests.factories.events import edition_page, make_edition, make_slot, session_page, take_part
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]


def keep_for_members(page: Page) -> None:
    """Restrict a page to a group, as the editors' form does."""
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group)


@dataclass(frozen=True)
class School:
    edition: Edition
    french: EditionPage
    english: EditionPage
    session: SessionPage


@pytest.fixture
def school(world: World) -> School:
    """An edition with pages in French and English and one session, announced in French."""
    edition = make_edition()
    french = edition_page(world.network, edition)
    english = edition_page(
        world.network, edition, "en", slug="school", translation_key=french.translation_key, text_language="fr"
    )
    slot = make_slot(edition, "ouverture", "09:30", "10:30")
    take_part(slot, "Ana", ("directrice", "La maison"))
    session = session_page(
        french, slot, "Ouverture", label="Séance 1", subtitle="Tout commence", audience="Tout public"
    )
    release_programme(edition=edition)
    return School(edition, french, english, session)


def soup_of(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_english_programme_leads_to_english_addresses(school: School, client_of: ClientOf) -> None:
    for page, language in ((school.english, "en"), (school.french, "fr")):
        soup = soup_of(client_of().get(f"/{language}/{page.slug}/"))
        links = {str(link["href"]) for link in soup.main.select("a[href*=ouverture]")}  # type: ignore[union-attr]
        assert links == {f"/{language}/{page.slug}/ouverture/"}


def test_its_words_are_marked_and_the_rest_speaks_english(school: School, client_of: ClientOf) -> None:
    response = client_of().get("/en/school/ouverture/")
    soup = soup_of(response)
    assert (soup.html["lang"], response.headers["Content-Language"]) == ("en", "en")  # type: ignore[index]
    assert "lang" not in soup.main.attrs  # type: ignore[union-attr]
    marked = {element.get_text(strip=True): element["lang"] for element in soup.main.select("[lang=fr]")}  # type: ignore[union-attr]
    for words in ("Ouverture", "Séance 1", "Tout commence", "Tout public", "directrice, La maison"):
        assert marked[words] == "fr"
    assert "announced in one language only" in soup.get_text()
    assert "Wednesday 17 June 2026" in soup.get_text()
    assert [link["href"] for link in soup.select(".crumb a")] == ["/en/", "/en/school/"]


def test_search_engines_are_sent_to_the_page_there_is(school: School, client_of: ClientOf) -> None:
    head = soup_of(client_of().get("/en/school/ouverture/")).head
    own = "http://localhost:8000/fr/ecole/ouverture/"
    assert [link["href"] for link in head.select("link[rel=canonical]")] == [own]  # type: ignore[union-attr]
    alternates = {link["hreflang"]: link["href"] for link in head.select("link[hreflang]")}  # type: ignore[union-attr]
    assert alternates == {"fr": own, "x-default": own}
    assert b"/en/school/ouverture/" not in client_of().get("/sitemap.xml").content


def test_the_picker_stays_on_the_session(school: School, client_of: ClientOf) -> None:
    soup = soup_of(client_of().get("/en/school/ouverture/"))
    choices = {link["hreflang"]: (link["href"], link.get("aria-current")) for link in soup.header.select("a[hreflang]")}  # type: ignore[union-attr]
    assert choices == {"fr": ("/fr/ecole/ouverture/", None), "en": ("/en/school/ouverture/", "true")}


def test_once_it_is_translated_the_address_leads_to_the_translation(school: School, client_of: ClientOf) -> None:
    translated = session_page(
        school.english, school.session.slot, "Opening", translation_key=school.session.translation_key
    )
    translated.slug = "opening"
    translated.save()
    response = client_of().get("/en/school/ouverture/")
    assert (response.status_code, response.headers["Location"]) == (301, "/en/school/opening/")
    programme = programme_of_edition(edition_id=school.edition.pk, language="en")
    assert programme is not None
    assert [session.path for session in programme.sessions] == ["/en/school/opening/"]


def test_what_is_not_public_stays_so(school: School, world: World, client_of: ClientOf) -> None:
    client = client_of()
    draft = session_page(school.french, make_slot(school.edition, "brouillon", "11:00"), "Brouillon", live=False)
    assert client.get(f"/en/school/{draft.slug}/").status_code == 404
    assert client.get("/en/school/nowhere/").status_code == 404
    keep_for_members(school.session)
    response = client.get("/en/school/ouverture/")
    assert (response.status_code, b"Ouverture" in response.content) == (302, False)


def test_a_restriction_of_the_edition_holds_in_the_other_language_too(school: School, client_of: ClientOf) -> None:
    keep_for_members(school.french)
    response = client_of().get("/en/school/ouverture/")
    assert (response.status_code, b"Ouverture" in response.content) == (302, False)


def test_another_edition_s_session_is_not_found_here(school: School, world: World, client_of: ClientOf) -> None:
    other = make_edition(acronym="other", name="Other")
    page = edition_page(world.network, other, slug="autre")
    session_page(page, make_slot(other, "ailleurs", "09:30"), "Ailleurs")
    release_programme(edition=other)
    assert client_of().get("/fr/autre/ailleurs/").status_code == 200
    assert client_of().get("/en/school/ailleurs/").status_code == 404


def test_it_costs_what_a_page_may_cost(school: School, client_of: ClientOf, queries: Queries) -> None:
    client = client_of()
    client.get("/en/school/ouverture/")
    with queries() as seen:
        assert client.get("/en/school/ouverture/").status_code == 200
    assert len(seen) <= 6, seen
