"""Screens of closures, notices and vocabularies: each Cité its own, the network's words the network's."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cities.models import Audience, Closure, Criterion, Pole, UrgentNotice
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.factories.cities import make_closure, make_notice
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
NEXT_WEEK = (datetime.date.today() + datetime.timedelta(days=7)).isoformat()  # noqa: DTZ011  # any day will do
CLOSURE = {"starts": NEXT_WEEK, "ends": NEXT_WEEK, "reason": "works"}
NOTICE = {"text": "Strike", "starts_at": f"{NEXT_WEEK} 08:00", "ends_at": f"{NEXT_WEEK} 20:00"}


def admin(client_of: ClientOf, *roles: Any) -> Client:
    """The admin as seen by somebody with these roles."""
    return sign_in(client_of(), person(*roles))


def fields(client: Client, name: str) -> dict[str, Any]:
    """The fields of the form that adds a row, by name."""
    response = client.get(reverse(f"{name}:add"))
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return {field["name"]: field for field in soup.select("form [name]")}


@pytest.mark.parametrize("role", [CiteRole.MODERATOR, CiteRole.MANAGER])
def test_who_works_for_one_cite_isnt_asked_which(world: World, client_of: ClientOf, role: CiteRole) -> None:
    client = admin(client_of, (world.porto, role))
    assert "cite" not in fields(client, "closure")
    assert client.post(reverse("closure:add"), CLOSURE).status_code == 302
    closure = Closure.objects.get()
    assert (closure.cite, closure.reason) == (world.porto, "works")


def test_who_works_for_two_adds_to_the_one_chosen(world: World, client_of: ClientOf) -> None:
    client = admin(client_of, (world.porto, CiteRole.MANAGER), (world.paris, CiteRole.MODERATOR))
    for cite, other in ((world.porto, world.paris), (world.paris, world.porto)):
        client.post(reverse("switch_cite", args=[cite.pk]))
        options = {option["value"] for option in fields(client, "closure")["cite"].select("option")}
        assert options == {str(cite.pk)}
        assert client.post(reverse("closure:add"), {**CLOSURE, "cite": other.pk}).status_code == 200
        assert client.post(reverse("closure:add"), {**CLOSURE, "cite": cite.pk}).status_code == 302
    assert [closure.cite for closure in Closure.objects.order_by("pk")] == [world.porto, world.paris]


def test_another_cite_cannot_be_named(world: World, client_of: ClientOf) -> None:
    one = admin(client_of, (world.porto, CiteRole.MANAGER))
    one.post(reverse("closure:add"), {**CLOSURE, "cite": world.genova.pk})
    two = admin(client_of, (world.porto, CiteRole.MANAGER), (world.paris, CiteRole.MANAGER))
    two.post(reverse("closure:add"), {**CLOSURE, "cite": world.genova.pk})
    assert not Closure.objects.filter(cite=world.genova).exists()


@pytest.mark.parametrize("role", [CiteRole.EDITOR, CiteRole.TRANSLATOR])
def test_other_roles_have_no_such_screen(world: World, client_of: ClientOf, role: CiteRole) -> None:
    client = admin(client_of, (world.porto, role))
    for name in ("closure", "urgentnotice"):
        assert client.get(reverse(f"{name}:index")).status_code in (302, 403, 404)
        assert client.post(reverse(f"{name}:add"), CLOSURE).status_code in (302, 403, 404)
    assert not Closure.objects.exists()


@pytest.mark.parametrize(("name", "make"), [("closure", make_closure), ("urgentnotice", None)])
def test_another_cites_rows_are_neither_listed_nor_found(
    world: World, client_of: ClientOf, name: str, make: Callable[..., Any] | None
) -> None:
    own, foreign = (
        make(cite) if make else make_notice(cite, "en", f"Notice of {cite.short_name}")
        for cite in (world.porto, world.genova)
    )
    client = admin(client_of, (world.porto, CiteRole.MANAGER))
    listing = client.get(reverse(f"{name}:index")).content.decode()
    assert reverse(f"{name}:edit", args=[own.pk]) in listing
    assert "Genova" not in listing
    for action in ("edit", "delete"):
        address = reverse(f"{name}:{action}", args=[foreign.pk])
        assert client.get(address).status_code in (302, 403, 404)
        assert client.post(address, CLOSURE).status_code in (302, 403, 404)
    assert type(foreign).objects.filter(pk=foreign.pk).exists()
    assert client.get(reverse(f"{name}:edit", args=[own.pk])).status_code == 200
    assert client.post(reverse(f"{name}:delete", args=[own.pk])).status_code == 302
    assert not type(own).objects.filter(pk=own.pk).exists()


def test_a_notice_speaks_a_language_of_the_site(world: World, client_of: ClientOf) -> None:
    client = admin(client_of, (world.porto, CiteRole.MANAGER))
    assert [option["value"] for option in fields(client, "urgentnotice")["language"].select("option")] == ["pt", "en"]
    assert client.post(reverse("urgentnotice:add"), {**NOTICE, "language": "it"}).status_code == 200
    assert client.post(reverse("urgentnotice:add"), {**NOTICE, "language": "en"}).status_code == 302
    assert [(notice.cite, notice.language) for notice in UrgentNotice.objects.all()] == [(world.porto, "en")]


def test_the_network_names_the_cite_and_a_language_it_has(world: World, client_of: ClientOf) -> None:
    client = admin(client_of, NetworkRole.NETWORK_EDITOR)
    assert "cite" in fields(client, "urgentnotice")
    values = {**NOTICE, "cite": world.genova.pk}
    assert client.post(reverse("urgentnotice:add"), {**values, "language": "pt"}).status_code == 200
    assert client.post(reverse("urgentnotice:add"), {**values, "language": "it"}).status_code == 302
    assert UrgentNotice.objects.get().cite == world.genova


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("closure", {**CLOSURE, "ends": "2001-01-01"}),
        ("closure", {**CLOSURE, "starts": "soon"}),
        ("closure", {**CLOSURE, "reason": "bored"}),
        ("closure", {}),
        ("urgentnotice", {**NOTICE, "language": "en", "ends_at": "2001-01-01 10:00"}),
        ("urgentnotice", {**NOTICE, "language": ""}),
        ("urgentnotice", {}),
    ],
)
def test_a_wrong_form_is_shown_again(world: World, client_of: ClientOf, name: str, values: dict[str, Any]) -> None:
    client = admin(client_of, (world.porto, CiteRole.MANAGER))
    response = client.post(reverse(f"{name}:add"), values)
    assert response.status_code == 200
    assert BeautifulSoup(response.content, "html.parser").select(".error-message, .w-field__errors li, .errorlist")
    assert not Closure.objects.exists()
    assert not UrgentNotice.objects.exists()


@pytest.mark.parametrize("team", [NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR])
@pytest.mark.parametrize("model", [Pole, Audience, Criterion])
def test_the_networks_words_are_edited_by_its_teams(
    world: World, client_of: ClientOf, team: NetworkRole, model: type[Pole]
) -> None:
    client = admin(client_of, team)
    name = model._meta.model_name
    values = {"slug": "nouveau", "sort_order": 9, "name_fr": "Nouveau", "name_en": "New", "use": "grid"}
    assert client.post(reverse(f"{name}:add"), values).status_code == 302
    term = model.objects.get(slug="nouveau")
    assert (term.name_in("en"), term.name_in("it")) == ("New", "Nouveau")
    assert client.post(reverse(f"{name}:delete", args=[term.pk])).status_code == 302
    assert not model.objects.filter(pk=term.pk).exists()


def test_a_cite_cannot_touch_them(world: World, client_of: ClientOf) -> None:
    client = admin(client_of, (world.porto, CiteRole.MANAGER))
    pole = Pole.objects.first()
    for name in ("pole", "audience", "criterion"):
        assert client.post(reverse(f"{name}:add"), {"slug": "x", "name_fr": "X"}).status_code in (302, 403, 404)
    client.post(reverse("pole:edit", args=[pole.pk]), {"slug": "x", "name_fr": "X", "sort_order": 0})
    client.post(reverse("pole:delete", args=[pole.pk]))
    assert Pole.objects.get(pk=pole.pk).slug == pole.slug
    assert not Pole.objects.filter(slug="x").exists()


def test_a_word_in_use_stays(world: World, client_of: ClientOf) -> None:
    client = admin(client_of, NetworkRole.LABEL_TEAM)
    pole = Pole.objects.get(slug="emploi")
    response = client.post(reverse("pole:delete", args=[pole.pk]), follow=True)
    assert "services bear it" in response.content.decode()
    assert Pole.objects.filter(pk=pole.pk).exists()


def test_the_menu_holds_what_one_may_do(world: World, client_of: ClientOf) -> None:
    def menu(*roles: Any) -> str:
        return admin(client_of, *roles).get("/admin/", follow=True).content.decode()

    manager, editor, team = (
        menu((world.porto, CiteRole.MANAGER)),
        menu((world.porto, CiteRole.EDITOR)),
        menu(NetworkRole.LABEL_TEAM),
    )
    assert [reverse("closure:index") in page for page in (manager, editor, team)] == [True, False, True]
    assert [reverse("pole:index") in page for page in (manager, editor, team)] == [False, False, True]
