"""From an address to a page: what is found, what isn't, and in how many queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import NetworkGroup
from portal.tenancy.services.suspension import suspend_site
from tests.factories.portal import home_of, make_document, make_page, person, sign_in
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]


def branch(world: World, depth: int) -> Page:
    """An article at `depth` components below the container, the language among them."""
    page = home_of(world.porto, "pt")
    for level in range(2, depth + 1):
        page = make_page(ArticlePage, parent=page, title=f"Nível {level}")
    return page


def path_of(page: Page) -> str:
    return page.url_path.replace("/porto/", "/", 1)


@pytest.mark.parametrize("sites", [0, 27])
def test_a_page_costs_the_same_at_any_depth_and_number_of_sites(
    world: World, client_of: ClientOf, queries: Queries, sites: int
) -> None:
    for number in range(sites):
        make_cite(f"cite-{number}")
    client = client_of("porto")
    deepest = path_of(branch(world, 6))
    for depth in (2, 4, 6):
        path = "/".join(deepest.split("/")[: depth + 1]) + "/"
        client.get(path)
        with queries() as seen:
            response = client.get(path)
        assert response.status_code == 200
        # path rows, the page's own row, restrictions, translations, its children
        assert len(seen) <= 6, (path, seen)


def test_the_root_an_unknown_host_and_a_redirect_cost_nothing(
    world: World, client_of: ClientOf, queries: Queries
) -> None:
    client_of("porto").get("/")
    with queries() as seen:
        client_of("porto").get("/")
        client_of("nobody").get("/")
        client_of("porto").get("/admin/")
    assert seen == []


def test_an_unpublished_page_is_404_and_its_live_child_is_served(world: World, client_of: ClientOf) -> None:
    child = branch(world, 3)
    child.get_parent().specific.unpublish()
    assert client_of("porto").get(path_of(child.get_parent())).status_code == 404
    assert client_of("porto").get(path_of(child)).status_code == 200


@pytest.mark.parametrize("path", ["/pt/nada/", "/pt/nivel-2/nada/", "/fr/", "/pt/" + "a/" * 12])
def test_what_is_not_there_is_404(world: World, client_of: ClientOf, path: str) -> None:
    branch(world, 2)
    assert client_of("porto").get(path).status_code == 404


def test_a_page_of_another_site_is_404_here(world: World, client_of: ClientOf) -> None:
    make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Segreto")
    assert client_of("genova").get("/it/segreto/").status_code == 200
    assert client_of("porto").get("/it/segreto/").status_code == 404
    assert client_of("porto").get("/pt/segreto/").status_code == 404


@pytest.mark.parametrize("where", ["page", "parent", "home", "container"])
def test_a_restriction_anywhere_above_sends_to_the_networks_host(world: World, client_of: ClientOf, where: str) -> None:
    page = branch(world, 3)
    restricted = {
        "page": page,
        "parent": page.get_parent(),
        "home": home_of(world.porto, "pt"),
        "container": world.porto.container,
    }[where]
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    restriction = PageViewRestriction.objects.create(page=restricted, restriction_type="groups")
    restriction.groups.add(members)

    response = client_of("porto").get(path_of(page))

    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"http://localhost:8000/members/page/{page.pk}/?language=pt",
    )
    assert "Nível" not in response.content.decode()


def test_a_member_reads_a_restricted_page_on_the_networks_host_and_nobody_else_does(
    world: World, client_of: ClientOf
) -> None:
    page = branch(world, 2)
    members = NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(members)
    address = f"/members/page/{page.pk}/"

    member = sign_in(client_of(), person((world.genova, CiteRole.EDITOR)))
    assert "Nível 2" in member.get(address).content.decode()
    stranger = sign_in(client_of(), person())
    refused = stranger.get(address)
    assert refused.status_code == 403
    assert "no-store" in refused.headers["Cache-Control"]
    assert "Nível" not in refused.content.decode()
    anonymous = client_of().get(address)
    assert anonymous.headers["Location"].startswith("/accounts/login/?next=")


def test_whom_a_page_of_the_hub_is_not_open_to_is_told_so(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Réservé")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(NetworkGroup.objects.get(role=NetworkRole.LABEL_TEAM).group)
    nobody = client_of().get("/fr/reserve/")
    assert (nobody.status_code, nobody.headers["Location"]) == (302, "/accounts/login/?next=/fr/reserve/&language=fr")
    for roles, status in (([], 403), ([(world.porto, CiteRole.MANAGER)], 403), ([NetworkRole.LABEL_TEAM], 200)):
        assert sign_in(client_of(), person(*roles)).get("/fr/reserve/").status_code == status


def test_whoever_reads_the_hub_in_a_language_is_asked_in_it_to_sign_in(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "en"), title="Reserved")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(NetworkGroup.objects.get(role=NetworkRole.LABEL_TEAM).group)
    answer = client_of().get("/en/reserved/", follow=True)
    assert answer.redirect_chain == [("/accounts/login/?next=/en/reserved/&language=en", 302)]
    assert answer.headers["Content-Language"] == "en"


def test_who_isnt_signed_in_learns_no_number_of_a_restricted_page(world: World, client_of: ClientOf) -> None:
    page = branch(world, 2)
    members = NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(members)
    draft = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Rascunho", live=False)
    answers = {}
    for number in (page.pk, draft.pk, world.porto.container_id, 987654):
        answer = client_of().get(f"/members/page/{number}/")
        answers[number] = (answer.status_code, answer.headers["Location"].replace(str(number), "N"), answer.content)
    assert set(answers.values()) == {(302, "/accounts/login/?next=/members/page/N/", b"")}


def test_an_open_page_is_read_at_its_own_address(world: World, client_of: ClientOf) -> None:
    page = branch(world, 2)
    response = client_of().get(f"/members/page/{page.pk}/")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"http://porto.localhost:8000{path_of(page)}",
    )


def test_members_read_every_kind_of_page_of_a_restricted_cite(world: World, client_of: ClientOf) -> None:
    members = NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group
    container = world.porto.container
    PageViewRestriction.objects.create(page=container, restriction_type="groups").groups.add(members)
    pages = list(Page.objects.descendant_of(container).live())
    member = sign_in(client_of(), person((world.genova, CiteRole.EDITOR)))
    statuses = {page.specific_class.__name__: member.get(f"/members/page/{page.pk}/").status_code for page in pages}
    assert {"CiteHomePage", "PracticalPage", "TeamPage", "ServicesIndexPage"} <= statuses.keys()
    assert set(statuses.values()) == {200}, statuses


@pytest.mark.parametrize("is_restricted", [True, False])
def test_a_suspended_cites_pages_are_not_read_on_the_networks_host(
    world: World, client_of: ClientOf, is_restricted: bool
) -> None:
    page = branch(world, 2)
    if is_restricted:
        members = NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group
        PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(members)
    member = sign_in(client_of(), person((world.genova, CiteRole.EDITOR)))
    address = f"/members/page/{page.pk}/"
    assert member.get(address).status_code == (200 if is_restricted else 302)
    suspend_site(cite=world.porto, user=None)
    assert member.get(address).status_code == 404


def test_files_of_a_suspended_site_are_open_to_nobody_outside(world: World, client_of: ClientOf) -> None:
    document = make_document(collection=world.porto.collection, title="Plano")
    assert client_of().get(document.url).getvalue() == b"texte"
    suspend_site(cite=world.porto, user=person(NetworkRole.LABEL_TEAM))
    assert client_of().get(document.url).status_code == 404
    team = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    assert team.get(document.url).getvalue() == b"texte"


@pytest.mark.parametrize("kind", ["login", "password"])
def test_only_restrictions_to_groups_exist(world: World, kind: str) -> None:
    with pytest.raises(ValidationError):
        PageViewRestriction.objects.create(page=branch(world, 2), restriction_type=kind, password="x")


def test_the_sitemap_lists_all_languages_with_alternates_and_nothing_else(world: World, client_of: ClientOf) -> None:
    page = branch(world, 2)
    make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Rascunho", live=False)
    make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Level 2", translation_key=page.translation_key)
    text = client_of("porto").get("/sitemap.xml").content.decode()
    assert "<loc>http://porto.localhost:8000/pt/nivel-2/</loc>" in text
    assert 'hreflang="en" href="http://porto.localhost:8000/en/level-2/"' in text
    assert "rascunho" not in text
    assert "genova" not in text


def test_robots_names_the_sitemap_of_its_own_host(world: World, client_of: ClientOf) -> None:
    assert (
        "Sitemap: http://genova.localhost:8000/sitemap.xml" in client_of("genova").get("/robots.txt").content.decode()
    )
