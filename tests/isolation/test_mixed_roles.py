"""A role counts in its own Cité: what one Cité's moderator or translator may do isn't done in another as its editor.

Django adds up the permissions of all groups of a person, and those of models name no Cité.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation

from cities.models import Closure, UrgentNotice
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from portal.tenancy.permissions import CITE_GRANTS
from portal.tenancy.selectors.scope import may_for
from portal.translating.links import SUBMIT
from tests.factories.cities import make_closure, make_notice
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
VERBS = ("add", "change", "delete", "view")
# Makes a row of a Cité, for every model of which a role of a Cité holds permissions.
MAKERS: dict[str, Callable[..., Any]] = {
    "closure": make_closure,
    "urgentnotice": lambda cite: make_notice(cite, "it", "Avviso"),
}
BEGINS = "wagtail_localize.submit_translation"


@pytest.fixture
def mixed(world: World, client_of: ClientOf) -> Client:
    """Signed in: a moderator of Porto who is an editor in Genova."""
    return sign_in(client_of(), person((world.porto, CiteRole.MODERATOR), (world.genova, CiteRole.EDITOR)))


def test_every_permission_of_a_model_is_tried_here() -> None:
    granted = {name for grant in CITE_GRANTS.values() for name in grant.models} - {"wagtailadmin.access_admin"}
    assert granted == {f"cities.{verb}_{model}" for verb in VERBS for model in MAKERS} | {BEGINS}


@pytest.mark.parametrize("name", MAKERS)
def test_policies_count_a_permission_in_its_own_cite(world: World, name: str) -> None:
    user = person((world.porto, CiteRole.MODERATOR), (world.genova, CiteRole.EDITOR))
    own, foreign = MAKERS[name](world.porto), MAKERS[name](world.genova)
    policy = policy_registry.get_by_type(type(own))
    for verb in VERBS:
        assert policy.user_has_permission_for_instance(user, verb, own), verb
        assert not policy.user_has_permission_for_instance(user, verb, foreign), verb
        assert list(policy.instances_user_has_permission_for(user, verb)) == [own], verb
    assert not policy.user_has_any_permission_for_instance(user, VERBS, foreign)
    assert list(policy.instances_user_has_any_permission_for(user, VERBS)) == [own]


@pytest.mark.parametrize("name", MAKERS)
def test_screens_show_and_change_the_rows_of_that_cite_alone(world: World, mixed: Client, name: str) -> None:
    own, foreign = MAKERS[name](world.porto), MAKERS[name](world.genova)
    listed = mixed.get(reverse(f"{name}:index")).content.decode()
    addresses = [reverse(f"{name}:edit", args=[row.pk]) in listed for row in (own, foreign)]
    assert addresses == [True, False]
    for screen in ("edit", "delete"):
        address = reverse(f"{name}:{screen}", args=[foreign.pk])
        assert mixed.get(address).status_code in (302, 403, 404)
        assert mixed.post(address, {"reason": "works"}).status_code in (302, 403, 404)
    assert type(foreign).objects.filter(pk=foreign.pk).exists()


def test_a_form_offers_that_cite_alone(world: World, mixed: Client) -> None:
    mixed.post(f"/admin/cite/{world.genova.pk}/")
    soup = BeautifulSoup(mixed.get(reverse("closure:add")).content, "html.parser")
    (named,) = soup.select("[name=cite]")
    assert named.has_attr("disabled"), "it says whose it is"
    assert [(one["value"], one.has_attr("selected")) for one in named.select("option")] == [(str(world.porto.pk), True)]
    mixed.post(reverse("closure:add"), {"cite": world.genova.pk, "starts": "2031-05-01", "ends": "2031-05-01",
                                        "reason": "works"})  # fmt: skip
    assert list(Closure.objects.values_list("cite__slug", flat=True)) == ["porto"]
    assert not UrgentNotice.objects.exists()


def test_the_dashboard_offers_it_where_it_counts(world: World, mixed: Client) -> None:
    for cite, expected in ((world.genova, False), (world.porto, True)):
        mixed.post(f"/admin/cite/{cite.pk}/")
        assert (reverse("closure:add") + '"' in mixed.get("/admin/").content.decode()) is expected


def test_translations_are_begun_where_one_translates(world: World, client_of: ClientOf) -> None:
    user = person((world.genova, CiteRole.TRANSLATOR), (world.porto, CiteRole.EDITOR))
    client = sign_in(client_of(), user)
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A ponte")
    assert [may_for(user, SUBMIT, cite_id=cite.pk) for cite in (world.genova, world.porto)] == [True, False]
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert address not in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    client.post(address, {"locales": [home_of(world.porto, "en").locale_id]})
    assert not Translation.objects.exists()
    translator = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    translator.post(address, {"locales": [home_of(world.porto, "en").locale_id]})
    assert Translation.objects.count() == 1


def test_roles_of_one_cite_add_up_and_cost_nothing_more(world: World, client_of: ClientOf, queries: Any) -> None:
    user = person((world.porto, CiteRole.EDITOR), (world.porto, CiteRole.MODERATOR))
    user.get_all_permissions()
    assert may_for(user, "cities.add_closure", cite_id=world.porto.pk)
    with queries() as seen:
        assert not may_for(user, "cities.add_closure", cite_id=world.genova.pk)
    assert seen == []


def test_nothing_is_copied_from_one_cite_to_another(world: World, client_of: ClientOf) -> None:
    draft = make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Bozza segreta", live=False)
    own = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A ponte")
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.EDITOR)))
    data = {"new_title": "Cópia", "new_slug": "copia", "new_parent_page": home_of(world.porto, "pt").pk}
    client.post(f"/admin/pages/{draft.pk}/copy/", data)
    client.post(f"/admin/pages/{draft.pk}/copy/", {**data, "alias": "on"})
    assert not Page.objects.filter(title="Cópia").exists()
    assert "Bozza segreta" not in client.get("/admin/reports/audit/?export=csv").getvalue().decode()
    client.post(f"/admin/pages/{own.pk}/copy/", data)
    assert Page.objects.filter(title="Cópia").count() == 1


@pytest.mark.parametrize("number", ["", "x", "0", "999999", "9" * 40, "\u0664"])
def test_a_copy_to_nowhere_is_refused_in_words(world: World, client_of: ClientOf, number: str) -> None:
    own = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A ponte")
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    address = f"/admin/pages/{own.pk}/copy/"
    data = {"new_title": "Cópia", "new_slug": "copia", "new_parent_page": number}
    assert client.post(address, data).headers["Location"] == address
    assert not Page.objects.filter(title="Cópia").exists()
