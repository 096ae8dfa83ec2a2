"""The label's documents: editions in force, one language shown in another, and what is kept for the members."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail_localize.models import Translation, TranslationSource

from cities.enums import DatePrecision
from label.models import LabelDocumentEdition, LabelDocumentPage, sort_editions
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import NetworkGroup
from tests.factories.label import index_page, known_as
from tests.factories.portal import make_document, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]
D = datetime.date


@pytest.fixture
def _files_by_redirect(settings: Any) -> None:
    """Files of the tests lie in memory, from where Wagtail can't send them: it redirects to them instead."""
    settings.WAGTAILDOCS_SERVE_METHOD = "redirect"


def is_served(response: Any) -> bool:
    return bool(response.status_code == 302 and response.headers["Location"].startswith("/media/"))


def edition(name: str, when: str = "", language: str = "fr", **values: Any) -> LabelDocumentEdition:
    date, precision = known_as(when) if when else (None, DatePrecision.DAY)
    return LabelDocumentEdition(
        name=name, effective_date=date, date_precision=precision, language=language, source="Réseau", **values
    )


def make_label_document(
    title: str, *editions: LabelDocumentEdition, language: str = "fr", live: bool = True, **values: Any
) -> LabelDocumentPage:
    locale = Locale.objects.get(language_code=language)
    for order, row in enumerate(editions):
        row.sort_order, row.locale = order, locale
    page: LabelDocumentPage = make_page(
        LabelDocumentPage,
        parent=index_page(language),
        title=title,
        live=live,
        editions=list(editions),
        **values,
    )
    return page


def keep_for_members(page: Page) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group)


def soup_of(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, response
    return BeautifulSoup(response.content, "html.parser")


def listed(client: Client, language: str = "fr") -> list[str]:
    return [link.get_text() for link in soup_of(client, f"/{language}/label/").select(".file a")]


def test_editions_by_what_they_are_on_a_day() -> None:
    rows = [
        edition("1993", "1993"),
        edition("undated"),
        edition("2004", "2004-04"),
        edition("2030", "2030"),
        edition("2029", "2029"),
        edition("English", "2001", "en"),
    ]

    def names(day: D) -> tuple[list[str], list[str], list[str]]:
        found = sort_editions(rows, day=day)
        return (
            [row.name for row in found.current],
            [row.name for row in found.earlier],
            [row.name for row in found.coming],
        )

    assert names(D(2026, 1, 1)) == (["2004", "English"], ["1993", "undated"], ["2029", "2030"])
    assert names(D(2004, 4, 1))[0] == ["2004", "English"]
    assert names(D(2004, 3, 31)) == (["English", "1993"], ["undated"], ["2004", "2029", "2030"])
    assert names(D(1990, 1, 1))[0] == ["undated"]
    assert sort_editions([], day=D(2026, 1, 1)).current == []


def test_a_document_shows_its_editions_with_sources(world: World, client_of: ClientOf) -> None:
    file = make_document(title="La charte")
    make_label_document(
        "Charte", edition("Avril 2004", "2004-04", file=file), edition("1993", "1993"), lead="Le socle."
    )
    soup = soup_of(client_of(), "/fr/label/charte/")
    shown = [" ".join(item.get_text().split()) for item in soup.select(".edition")]
    assert [item.select_one("a")["href"] if item.select_one("a") else None for item in soup.select(".edition")] == [
        file.url,
        None,
    ]
    assert "avril 2004" in shown[0]
    assert "TXT" in shown[0]
    assert "The text itself isn’t at hand" in shown[1]
    assert all("Réseau" in item for item in shown)
    assert [heading.get_text() for heading in soup.select("main h3")] == ["Earlier editions"]


def test_a_document_without_editions_says_so(world: World, client_of: ClientOf) -> None:
    make_label_document("Cahier des charges")
    assert "No edition of this document is at hand" in soup_of(client_of(), "/fr/label/cahier-des-charges/").get_text()


def test_a_document_of_one_language_is_shown_in_the_other_with_a_notice(world: World, client_of: ClientOf) -> None:
    page = make_label_document("Charte", edition("Avril 2004", "2004-04"), lead="Le socle commun.")
    client = client_of()
    link = soup_of(client, "/en/label/").select_one(".file a")
    assert (link["href"], link["lang"], link["hreflang"]) == ("/en/label/charte/", "fr", "fr")
    response = client.get("/en/label/charte/")
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.html["lang"] == "en"
    assert soup.select_one("h1").find_parent(lang=True)["lang"] == "fr"
    assert "This document exists in one language only: Français." in " ".join(
        soup.select_one(".note").get_text().split()
    )
    assert soup.select_one("link[rel=canonical]")["href"] == "http://localhost:8000/fr/label/charte/"
    assert [crumb["href"] for crumb in soup.select(".crumb a")] == ["/en/", "/en/label/"]
    assert page.title in soup.title.get_text()
    assert soup_of(client, "/fr/label/charte/").select_one(".note") is None


def test_once_it_is_translated_the_address_leads_to_the_translation(world: World, client_of: ClientOf) -> None:
    french = make_label_document("Charte")
    assert client_of().get("/en/label/charte/").status_code == 200
    english = make_label_document("Charter", language="en", translation_key=french.translation_key)
    response = client_of().get("/en/label/charte/")
    assert (response.status_code, response.headers["Location"]) == (301, "/en/label/charter/")
    assert listed(client_of(), "en") == ["Charter"]
    english.unpublish()
    assert client_of().get("/en/label/charte/").status_code == 200


def test_what_is_no_live_document_of_the_hub_is_404(world: World, client_of: ClientOf) -> None:
    make_label_document("Brouillon", live=False)
    make_page(ArticlePage, parent=index_page(), title="Chemin")
    for path in ("/en/label/brouillon/", "/en/label/chemin/", "/en/label/nowhere/", "/en/label/charte/more/"):
        assert client_of().get(path).status_code == 404


def test_documents_of_one_language_in_the_order_of_the_tree_each_once(world: World, client_of: ClientOf) -> None:
    both = make_label_document("Charte")
    make_label_document("Charter", language="en", translation_key=both.translation_key)
    make_label_document("Guide")
    make_label_document("Draft", language="en", live=False)
    assert listed(client_of()) == ["Charte", "Guide"]
    assert sorted(listed(client_of(), "en")) == ["Charter", "Guide"]


def test_a_document_for_members_is_theirs_alone(world: World, client_of: ClientOf) -> None:
    make_label_document("Charte")
    secret = make_label_document("Tarifs internes", edition("2020", "2020"), lead="Pour nous seuls.")
    keep_for_members(secret)
    anonymous, member = client_of(), sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    outsider = sign_in(client_of(), person())
    superuser = sign_in(client_of(), person(is_superuser=True))
    for language in ("fr", "en"):
        assert listed(anonymous, language) == listed(outsider, language) == ["Charte"]
        assert listed(member, language) == listed(superuser, language) == ["Charte", "Tarifs internes"]
        path = f"/{language}/label/tarifs-internes/"
        refused = anonymous.get(path)
        assert refused.status_code == 302
        assert "/accounts/login/" in refused.headers["Location"]
        assert "Pour nous seuls." in member.get(path).content.decode()


def test_the_restriction_is_the_documents_own_not_that_of_where_it_is_shown(world: World, client_of: ClientOf) -> None:
    make_label_document("Charte")
    keep_for_members(Page.objects.get(pk=index_page("fr").pk))
    assert client_of().get("/fr/label/charte/").status_code == 302
    assert client_of().get("/en/label/charte/").status_code == 302
    assert listed(client_of(), "en") == []


@pytest.mark.usefixtures("_files_by_redirect")
def test_the_file_of_a_document_for_members_is_theirs_too(world: World, client_of: ClientOf) -> None:
    file = make_document(title="Interne")
    page = make_label_document("Note", edition("2020", "2020", file=file))
    url = file.url
    member, outsider = sign_in(client_of(), person((world.porto, CiteRole.EDITOR))), sign_in(client_of(), person())
    assert is_served(client_of().get(url))
    keep_for_members(page)
    refused = client_of().get(url)
    assert refused.status_code == 302
    assert "/accounts/login/" in refused.headers["Location"]
    assert outsider.get(url).status_code == 403
    assert is_served(member.get(url))
    elsewhere = client_of("porto").get(url)
    assert (elsewhere.status_code, elsewhere.headers["Location"]) == (302, f"http://localhost:8000{url}")


@pytest.mark.usefixtures("_files_by_redirect")
def test_a_file_that_a_public_document_shows_too_stays_public(world: World, client_of: ClientOf) -> None:
    file = make_document(title="Charte")
    keep_for_members(make_label_document("Note", edition("2020", "2020", file=file)))
    make_label_document("Charte", edition("2004", "2004", file=file))
    assert is_served(client_of().get(file.url))
    assert is_served(client_of().get(make_document(title="Autre").url))


@pytest.mark.parametrize("count", [1, 20])
def test_pages_of_the_section_cost_the_same_whatever_its_size(
    world: World, client_of: ClientOf, queries: Queries, count: int
) -> None:
    for number in range(count):
        make_label_document(f"Document {number}", *[edition(str(year), str(year)) for year in range(2000, 2006)])
    client = client_of()
    costs = {}
    for path in ("/fr/label/", "/en/label/", "/fr/label/document-0/", "/en/label/document-0/"):
        client.get(path)
        with queries() as seen:
            assert client.get(path).status_code == 200
        costs[path] = len(seen)
    assert costs == {
        # path rows, own row, restrictions, translations, documents with their editions
        "/fr/label/": 5,
        "/en/label/": 5,
        # path rows, own row, restrictions, translations, editions
        "/fr/label/document-0/": 5,
        # path rows, the label's own row, the document with its translations, restrictions, editions
        "/en/label/document-0/": 5,
    }


def test_a_translation_keeps_dates_files_and_sources(world: World, client_of: ClientOf) -> None:
    file = make_document(title="La charte")
    page = make_label_document("Charte", edition("Avril 2004", "2004-04", file=file), edition("1993", "1993"))
    source, _made = TranslationSource.get_or_create_from_instance(page)
    english = Locale.objects.get(language_code="en")
    Translation.objects.create(source=source, target_locale=english).save_target(publish=False)
    copy = LabelDocumentPage.objects.get(translation_key=page.translation_key, locale=english)

    def facts(of: LabelDocumentPage) -> list[tuple[Any, ...]]:
        columns = ("translation_key", "effective_date", "date_precision", "language", "file", "source")
        return list(of.editions.order_by("sort_order").values_list(*columns))

    assert facts(copy) == facts(page)
    assert len(facts(copy)) == 2


def test_a_draft_is_previewed_with_its_unsaved_editions(world: World, client_of: ClientOf) -> None:
    page = make_label_document("Charte", edition("Avril 2004", "2004-04"), live=False)
    client = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    response = client.get(f"/admin/pages/{page.pk}/view_draft/")
    assert response.status_code == 200
    assert "Avril 2004" in response.content.decode()
