"""Hostile requests against containers and homes: admin, bulk actions, the API with a token; nothing changes.

The requests are those that did change something before the guards (`docs/tenancy.md`); each has its control.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from wagtail.models import APIToken, Collection, Page, PageViewRestriction, Site

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from tests.factories.portal import UserFactory, home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
PAST, FUTURE = "2020-01-01 10:00", "2090-01-01 10:00"


def fingerprint() -> list[Any]:
    """Everything the hostile requests might change of the structure."""
    pages = (
        Page.objects.filter(depth__lte=3)
        .order_by("path")
        .values_list(
            "pk", "path", "slug", "url_path", "live", "expire_at", "locked", "alias_of_id", "locale_id", "numchild"
        )
    )
    restrictions = PageViewRestriction.objects.order_by("pk").values_list("page_id", "restriction_type")
    return [
        list(pages),
        list(restrictions),
        list(Site.objects.order_by("pk").values_list("pk", "hostname", "root_page_id")),
        list(Cite.objects.order_by("pk").values_list("pk", "container_id", "site_id", "collection_id")),
        list(Collection.objects.order_by("pk").values_list("pk", "path", "name")),
    ]


def admin_requests(page: Page, other: Page, group: Group) -> list[tuple[str, dict[str, Any]]]:
    """Beyond those of `test_structure`: privacy, locks, order, schedules, children in the wrong place."""
    pk = page.pk
    named = {"slug": page.slug, "title": "Outro", "action-publish": "1"}
    copied = {"new_title": "x", "new_slug": "x", "new_parent_page": str(pk), "copy_subpages": "on"}
    return [
        (f"/admin/pages/{pk}/privacy/", {"restriction_type": "groups", "groups": [group.pk]}),
        (f"/admin/pages/{pk}/privacy/", {"restriction_type": "login"}),
        (f"/admin/pages/{pk}/lock/", {}),
        (f"/admin/pages/{pk}/set_position/?position=0", {}),
        (f"/admin/pages/{pk}/edit/", {"slug": "outro", "title": "Outro"}),
        (f"/admin/pages/{pk}/edit/", named | {"expire_at": PAST}),
        (
            f"/admin/pages/{pk}/edit/",
            named | {"go_live_at": FUTURE},
        ),
        (f"/admin/pages/{other.pk}/move/{page.get_parent().pk}/confirm/", {}),
        (f"/admin/pages/{other.pk}/copy/", copied | {"new_parent_page": str(page.get_parent().pk)}),
        (f"/admin/pages/{other.pk}/copy/", copied | {"new_parent_page": str(page.get_parent().pk), "alias": "on"}),
        (f"/admin/bulk/wagtailcore/page/publish/?id={pk}", {}),
        (f"/admin/bulk/wagtailcore/page/move/?id={other.pk}", {"chooser": str(page.get_parent().pk)}),
        (f"/admin/bulk/wagtailcore/page/delete/?id={pk}", {}),
        (f"/admin/localize/page/{pk}/convert_to_alias/", {}),
        (f"/admin/pages/add/portal/articlepage/{page.get_parent().pk}/", {"title": "x", "slug": "x"}),
        (f"/admin/pages/add/cities/citehomepage/{page.get_parent().pk}/", {"title": "x", "slug": "de"}),
    ]


def api_requests(page: Page, other: Page) -> list[tuple[str, str, dict[str, Any]]]:
    """Writes of the API: slug, publication, moves, copies, aliases, translations, children, deletion."""
    pk, parent, base = page.pk, page.get_parent().pk, "/api/v3/pages"
    kind = page.specific_class._meta.label
    article = {"meta": {"type": "portal.ArticlePage", "parent_id": parent}, "title": "x", "slug": "x"}
    return [
        ("PATCH", f"{base}/{pk}/", {"meta": {"type": kind}, "slug": "outro"}),
        ("PATCH", f"{base}/{pk}/", {"meta": {"type": kind, "action": "publish"}, "slug": "outro"}),
        ("PATCH", f"{base}/{pk}/", {"meta": {"type": kind}, "expire_at": "2020-01-01T10:00:00Z"}),
        ("DELETE", f"{base}/{pk}/", {}),
        ("DELETE", f"{base}/{pk}/actions/delete/", {}),
        ("POST", f"{base}/{pk}/actions/unpublish/", {"recursive": True}),
        ("POST", f"{base}/{pk}/actions/move/", {"destination_id": other.pk, "position": "last-child"}),
        ("POST", f"{base}/{pk}/actions/copy/", {"destination_id": other.pk, "slug": "x", "recursive": True}),
        ("POST", f"{base}/{pk}/actions/copy/", {"slug": "x"}),
        ("POST", f"{base}/{pk}/actions/create_alias/", {"slug": "x"}),
        ("POST", f"{base}/{pk}/actions/create_alias/", {"destination_id": other.pk, "slug": "x"}),
        ("POST", f"{base}/{pk}/actions/copy_for_translation/", {"locale": "it"}),
        ("POST", f"{base}/{pk}/actions/copy_for_translation/", {"locale": "it", "alias": True, "recursive": True}),
        ("POST", f"{base}/{other.pk}/actions/move/", {"destination_id": parent, "position": "last-child"}),
        ("POST", f"{base}/{other.pk}/actions/copy/", {"destination_id": parent, "slug": "x"}),
        ("POST", f"{base}/{other.pk}/actions/create_alias/", {"destination_id": parent, "slug": "x"}),
        ("POST", f"{base}/{other.pk}/actions/copy_for_translation/", {"locale": "it", "copy_parents": True}),
        ("POST", f"{base}/", article),
    ]


def structural(world: World, which: str) -> Page:
    return world.porto.container if which == "container" else home_of(world.porto, "en")


@pytest.mark.parametrize("which", ["container", "home"])
@pytest.mark.parametrize("who", ["manager", "network editor", "superuser"])
def test_no_request_of_the_admin_changes_the_structure(world: World, client_of: ClientOf, who: str, which: str) -> None:
    user = {
        "manager": lambda: person((world.porto, CiteRole.MANAGER)),
        "network editor": lambda: person(NetworkRole.NETWORK_EDITOR),
        "superuser": lambda: UserFactory(is_superuser=True),
    }[who]()
    client = sign_in(client_of(), user)
    page = structural(world, which)
    other = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Destino")
    before = fingerprint()
    for url, form in admin_requests(
        page, other, Group.objects.get(cite_role__role="manager", cite_role__cite=world.porto)
    ):
        if which == "home" and url.endswith(("/privacy/", "/lock/")):
            continue  # a home may be restricted and locked as any page
        with transaction.atomic():
            client.post(url, form)
        assert fingerprint() == before, (url, form)


@pytest.mark.parametrize("which", ["container", "home"])
@pytest.mark.parametrize("who", ["network editor", "superuser"])
def test_no_write_of_the_api_changes_the_structure(world: World, client_of: ClientOf, who: str, which: str) -> None:
    user = person(NetworkRole.NETWORK_EDITOR) if who == "network editor" else UserFactory(is_superuser=True)
    _token, key = APIToken.create_token(user=user, name="test")
    page = structural(world, which)
    other = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Destino")
    client = client_of(headers={"Authorization": f"Bearer {key}"})
    before = fingerprint()
    for method, url, body in api_requests(page, other):
        with transaction.atomic():
            response = client.generic(method, url, json.dumps(body), "application/json")
        assert response.status_code < 500, (method, url, response.content)
        assert fingerprint() == before, (method, url, body)


def test_a_token_of_a_cites_role_is_refused_everywhere(world: World, client_of: ClientOf) -> None:
    _token, key = APIToken.create_token(user=person((world.porto, CiteRole.MANAGER)), name="test")
    client = client_of(headers={"Authorization": f"Bearer {key}"})
    other = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Destino")
    page = home_of(world.porto, "en")
    statuses = {
        client.generic(method, url, json.dumps(body), "application/json").status_code
        for method, url, body in api_requests(page, other)
    }
    assert (statuses, client.get("/api/v3/pages/").status_code) == ({403}, 403)


def test_the_same_writes_do_change_an_ordinary_page(world: World, client_of: ClientOf) -> None:
    """The control: the requests are well formed."""
    _token, key = APIToken.create_token(user=UserFactory(is_superuser=True), name="test")
    client = client_of(headers={"Authorization": f"Bearer {key}"})
    changed = []
    for number in range(11):
        parent = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title=f"Tudo {number}")
        page = make_page(ArticlePage, parent=parent, title=f"Página {number}")
        other = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title=f"Destino {number}")
        method, url, body = api_requests(page, other)[number]
        before = list(Page.objects.order_by("path").values_list("pk", "path", "slug", "live", "latest_revision"))
        client.generic(method, url, json.dumps(body), "application/json")
        after = list(Page.objects.order_by("path").values_list("pk", "path", "slug", "live", "latest_revision"))
        changed.append(before != after)
    assert changed == [True] * 11


def test_a_site_that_is_a_cites_cannot_be_deleted_nor_lose_its_pages(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), UserFactory(is_superuser=True))
    before = fingerprint()
    with transaction.atomic():
        client.post(f"/admin/sites/delete/{world.porto.site_id}/")
    with transaction.atomic():
        client.post(f"/admin/collections/{world.porto.collection_id}/delete/")
    assert fingerprint() == before
