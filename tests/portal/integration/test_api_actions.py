"""What the API does with whole pages: nothing leaves its Cité, and nothing asked for is overlooked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from wagtail.models import APIToken, Page

from portal.models import ArticlePage
from portal.tenancy.enums import NetworkRole
from tests.factories.portal import UserFactory, home_of, make_page, person
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Act = Callable[..., HttpResponse]
PROBLEM = "application/problem+json"


def headers_of(user: Any) -> dict[str, str]:
    """Those of a token of this person."""
    _token, key = APIToken.create_token(user=user, name="test")
    return {"authorization": f"Bearer {key}"}


@pytest.fixture
def act(world: World, client_of: ClientOf) -> Act:
    headers = headers_of(person(NetworkRole.NETWORK_EDITOR))

    def post(page: Page, verb: str, **data: Any) -> HttpResponse:
        address = f"/api/v3/pages/{page.pk}/actions/{verb}/"
        return client_of().post(address, data, content_type="application/json", headers=headers)

    return post


@pytest.mark.parametrize("verb", ["copy", "create_alias", "move"])
@pytest.mark.parametrize("far", ["genova", "network"])
def test_no_page_leaves_its_cite(world: World, act: Act, verb: str, far: str) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Fair")
    hub = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Foire")
    more = {"position": "last-child"} if verb == "move" else {}
    ways = [(page, home_of(getattr(world, far), "it" if far == "genova" else "en")), (hub, home_of(world.paris, "fr"))]
    for source, destination in ways:
        paths = set(Page.objects.values_list("path", flat=True))
        answer = act(source, verb, destination_id=destination.pk, **more)
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, PROBLEM)
        said = "A page is moved within its own Cité" if verb == "move" else "A page is copied within its own Cité"
        assert answer.json()["detail"].startswith(said)
        assert set(Page.objects.values_list("path", flat=True)) == paths


def test_a_page_is_copied_mirrored_and_moved_in_its_own(world: World, act: Act) -> None:
    home = home_of(world.porto, "en")
    page, below = (make_page(ArticlePage, parent=home, title=title) for title in ("Fair", "Below"))
    assert act(page, "copy").status_code == 201
    assert act(page, "copy", destination_id=home.pk, slug="copy").status_code == 201
    assert act(page, "create_alias", destination_id=home.pk, slug="alias").status_code == 201
    assert act(below, "move", destination_id=page.pk, position="left").status_code == 200
    slugs = [child.slug for child in Page.objects.child_of(home).order_by("path")]
    assert slugs[-5:] == ["below", "fair", "fair-1", "copy", "alias"]


def test_no_page_is_moved_to_another_language(world: World, act: Act) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Fair")
    answer = act(page, "move", destination_id=home_of(world.porto, "pt").pk, position="last-child")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, PROBLEM)


@pytest.mark.parametrize("more", [{}, {"copy_parents": True}, {"alias": True, "copy_parents": True}])
def test_a_translation_stays_in_the_sites_languages(world: World, client_of: ClientOf, more: dict[str, bool]) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Fair")
    number = Page.objects.count()
    for user in (person(NetworkRole.NETWORK_EDITOR), UserFactory(is_superuser=True)):
        answer = client_of().post(
            f"/api/v3/pages/{page.pk}/actions/copy_for_translation/",
            {"locale": "it", **more},
            content_type="application/json",
            headers=headers_of(user),
        )
        assert (answer.status_code in (403, 422), answer.headers["Content-Type"]) == (True, PROBLEM)
        assert Page.objects.count() == number


@pytest.mark.parametrize(
    ("verb", "key", "nearest"),
    [
        ("copy", "destination_page_id", "destination_id"),
        ("copy", "keepLive", "keep_live"),
        ("create_alias", "destination_page_id", "destination_id"),
        ("unpublish", "zz", None),
        ("publish", "zz", None),
        ("convert_alias", "zz", None),
    ],
)
def test_a_key_that_nobody_knows_is_named_and_nothing_is_done(
    world: World, act: Act, verb: str, key: str, nearest: str | None
) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Fair")
    before = list(Page.objects.order_by("pk").values("pk", "path", "live", "latest_revision"))
    answer = act(page, verb, **{key: 1})
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, PROBLEM)
    (error,) = answer.json()["errors"]
    assert (error["loc"], error.get("nearest")) == (["body", key], nearest)
    assert error["msg"].startswith(f"Unknown key “{key}”.")
    assert list(Page.objects.order_by("pk").values("pk", "path", "live", "latest_revision")) == before


@pytest.mark.parametrize("body", ["", "{}", "[]", "{", "1", "null", "\udcff", "[" * 100_000])
def test_what_is_no_object_does_nothing(world: World, client_of: ClientOf, body: str) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Fair")
    answer = client_of().post(
        f"/api/v3/pages/{page.pk}/actions/copy/",
        body.encode("utf-8", "surrogateescape"),
        content_type="application/json",
        headers=headers_of(person(NetworkRole.NETWORK_EDITOR)),
    )
    expected = 201 if body in ("", "{}") else 422 if body in ("[]", "1", "null") else 400
    assert answer.status_code == expected
    assert Page.objects.filter(title="Fair").count() == (2 if expected == 201 else 1)


def test_a_pages_own_fields_are_no_unknown_keys(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Fair")
    answer = client_of().patch(
        f"/api/v3/pages/{page.pk}/",
        {"title": "Bigger fair", "meta": {"action": "publish"}},
        content_type="application/json",
        headers=headers_of(person(NetworkRole.NETWORK_EDITOR)),
    )
    assert answer.status_code == 200
    assert Page.objects.get(pk=page.pk).title == "Bigger fair"
