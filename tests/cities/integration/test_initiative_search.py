"""Initiatives are found in the admin, by words of their title: in the four places where one looks for a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from cities.enums import Review
from cities.models import Initiative, InitiativePage
from cities.selectors.initiative_titles import pages_titled
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.selectors.acting import acting_as, nobody_acting
from portal.tenancy.selectors.scope import scope_of
from tests.factories.initiatives import index_of, make_initiative
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]


def titles(response: Any) -> list[str]:
    """What a list of pages shows, in its order."""
    assert response.status_code == 200
    return [page.draft_title for page in response.context["pages"]]


def searched(client: Client, query: str, **options: Any) -> list[str]:
    return titles(client.get("/admin/pages/search/", {"q": query, **options}))


def explored(client: Client, parent: Page, query: str, **options: Any) -> list[str]:
    return titles(client.get(f"/admin/pages/{parent.pk}/", {"q": query, **options}))


def chosen(client: Client, query: str, **options: Any) -> list[str]:
    return titles(client.get("/admin/choose-page/search/", {"q": query, **options}))


def listed(client: Client, query: str) -> list[str]:
    response = client.get("/admin/initiatives/", {"q": query})
    assert response.status_code == 200
    return [row.title for row in response.context["object_list"]]


@pytest.fixture
def editor(world: World, client_of: ClientOf) -> Client:
    return sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("query", ["carrinha", "PROFISSOES carr", "Profissões", "d'ofícios"])
def test_an_initiative_is_found_in_all_four_places(world: World, editor: Client, live: bool, query: str) -> None:
    title = "A carrinha das profissões d’ofícios"
    make_initiative(world.porto, title=title, live=live)
    make_initiative(world.porto, title="Outra coisa", live=live)
    assert searched(editor, query) == [title]
    assert explored(editor, index_of(world.porto, "pt"), query) == [title]
    assert explored(editor, home_of(world.porto, "pt"), query) == [title]
    assert chosen(editor, query) == [title]
    assert listed(editor, query) == [title]


def test_the_title_of_a_change_not_published_yet_finds_ones_own(world: World, editor: Client) -> None:
    page = make_initiative(world.porto, title="A carrinha")
    page.title = "O autocarro"
    page.save_revision()
    index = index_of(world.porto, "pt")
    for query in ("autocarro", "carrinha"):
        assert searched(editor, query) == explored(editor, index, query) == chosen(editor, query) == ["O autocarro"]


def test_no_draft_of_another_cite_is_found(world: World, editor: Client, client_of: ClientOf) -> None:
    make_initiative(world.genova, title="Il furgone segreto", live=False)
    shown = make_initiative(world.genova, title="Il furgone pubblico")
    Initiative.objects.filter(pk=shown.row.pk).update(review=Review.ACCEPTED)
    shown.title = "Il furgone nascosto"
    shown.save_revision()
    genovese = sign_in(client_of(), person((world.genova, CiteRole.EDITOR)))
    assert sorted(searched(genovese, "furgone")) == ["Il furgone nascosto", "Il furgone segreto"]
    assert searched(genovese, "nascosto") == ["Il furgone nascosto"]
    assert searched(editor, "furgone") == []
    assert explored(editor, home_of(world.porto, "pt"), "furgone", search_all="1") == []
    assert explored(editor, index_of(world.porto, "pt"), "furgone") == []
    assert chosen(editor, "furgone") == []
    assert listed(editor, "furgone") == ["Il furgone pubblico"]
    assert listed(editor, "segreto") == listed(editor, "nascosto") == []


def test_the_list_is_searched_by_cite_too(world: World, client_of: ClientOf) -> None:
    make_initiative(world.porto, title="A carrinha")
    make_initiative(world.genova, title="Il furgone")
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    assert listed(client, "génova") == ["Il furgone"]
    assert listed(client, "PORTO carrinha") == ["A carrinha"]
    assert listed(client, "porto furgone") == listed(client, "?!") == []
    html = client.get("/admin/initiatives/").content.decode()
    assert 'name="q"' in html


def test_a_title_that_is_only_drafted_finds_ones_own(world: World) -> None:
    """Asked of all pages, as a chooser that lists shared ones would: what is shown doesn't tell its draft's words."""
    page = make_initiative(world.genova, title="Il furgone")
    page.title = "Il segreto"
    page.save_revision()
    for user, found in (
        (person((world.genova, CiteRole.EDITOR)), [page.pk]),
        (person((world.porto, CiteRole.EDITOR)), []),
    ):
        with nobody_acting():
            acting_as(scope_of(user))
            assert [row.pk for row in pages_titled("segreto")] == found
            assert [row.pk for row in pages_titled("furgone")] == [page.pk]


def test_other_pages_are_found_as_before_and_beside(world: World, editor: Client, drain: Callable[[], int]) -> None:
    make_initiative(world.porto, title="A carrinha")
    make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Onde está a carrinha")
    drain()
    assert searched(editor, "carrinha") == ["A carrinha", "Onde está a carrinha"]
    assert searched(editor, "carrinha", ordering="-title") == ["Onde está a carrinha", "A carrinha"]
    assert searched(editor, "carrinha", ordering="title") == ["A carrinha", "Onde está a carrinha"]
    assert searched(editor, "live:no carrinha") == []
    assert searched(editor, '"a carrinha"') == ["A carrinha", "Onde está a carrinha"]
    assert chosen(editor, "carrinha", page_type="portal.ArticlePage") == ["Onde está a carrinha"]
    assert chosen(editor, "carrinha", page_type="cities.InitiativePage") == ["A carrinha"]


def test_the_filter_by_type_counts_them(world: World, editor: Client, drain: Callable[[], int]) -> None:
    for number in range(3):
        make_initiative(world.porto, title=f"Carrinha {number}", live=number == 1)
    make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A carrinha")
    drain()
    response = editor.get("/admin/pages/search/", {"q": "carrinha"})
    kinds = {kind.model_class(): count for kind, count in response.context["content_types"]}
    assert kinds == {InitiativePage: 3, ArticlePage: 1}
    assert searched(editor, "carrinha", content_type="portal.articlepage") == ["A carrinha"]
    found = searched(editor, "carrinha", content_type="cities.initiativepage")
    assert found == ["Carrinha 2", "Carrinha 1", "Carrinha 0"]


def test_pages_of_the_list_come_one_after_the_other(world: World, editor: Client) -> None:
    index = index_of(world.porto, "pt")
    for number in range(23):
        make_page(
            InitiativePage, parent=index, title=f"Carrinha {number:02}", live=False, stage="running", start_year=2019
        )
    first = searched(editor, "carrinha", ordering="title")
    second = searched(editor, "carrinha", ordering="title", p=2)
    assert first + second == [f"Carrinha {number:02}" for number in range(23)]
    assert (len(first), len(second)) == (20, 3)


def test_a_search_costs_the_same_with_one_page_of_results_as_with_two(
    world: World, editor: Client, queries: Any
) -> None:
    """Upstream asks for each row that it shows, whatever its kind, and shows 20 or 25 of them."""
    places = ["/admin/pages/search/", "/admin/choose-page/search/", "/admin/initiatives/"]

    def add(first: int, last: int) -> list[int]:
        for number in range(first, last):
            make_initiative(world.porto, title=f"Carrinha {number}", live=False)
        found = []
        for place in places:
            editor.get(place, {"q": "carrinha"})
            with queries() as seen:
                assert editor.get(place, {"q": "carrinha"}).status_code == 200
            found.append(len(seen))
        return found

    assert add(0, 26) == add(26, 36)


@pytest.mark.parametrize("query", ["%", "_", "'", '"', "\\", "a" * 2000, "a " * 90, "œ", "not:", "«»"])
def test_nothing_typed_is_an_error(world: World, editor: Client, query: str) -> None:
    make_initiative(world.porto, title="A carrinha")
    for url in (
        "/admin/pages/search/",
        f"/admin/pages/{index_of(world.porto, 'pt').pk}/",
        "/admin/choose-page/search/",
    ):
        assert editor.get(url, {"q": query}).status_code == 200
    assert editor.get("/admin/initiatives/", {"q": query}).status_code == 200
