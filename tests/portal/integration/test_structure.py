"""Structural pages: whoever asks, by whatever way, they stay as provisioning made them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import StructuralError, provisioning
from tests.factories.portal import UserFactory, home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def fingerprint() -> list[Any]:
    """Everything the hostile requests might change."""
    pages = Page.objects.order_by("path").values_list(
        "pk", "path", "slug", "url_path", "live", "expire_at", "locked", "alias_of_id", "locale_id"
    )
    return [list(pages), list(Site.objects.order_by("pk").values_list("pk", "root_page_id"))]


@pytest.fixture(params=["manager", "superuser"])
def hostile(request: pytest.FixtureRequest, world: World, client_of: ClientOf) -> Client:
    """The two who might: a Cité's manager and an operator."""
    if request.param == "manager":
        return sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    return sign_in(client_of(), UserFactory(is_superuser=True))


def requests_against(page: Page, other: Page) -> list[tuple[str, dict[str, Any]]]:
    """Addresses and forms that would publish, take down, move, copy, rename, lock or delete a page."""
    pk = page.pk
    return [
        (f"/admin/pages/{pk}/delete/", {}),
        (f"/admin/pages/{pk}/unpublish/", {"include_descendants": "on"}),
        (f"/admin/pages/{pk}/move/{other.pk}/confirm/", {}),
        (
            f"/admin/pages/{pk}/copy/",
            {"new_title": "x", "new_slug": "x", "new_parent_page": str(other.pk), "copy_subpages": "on", "alias": "on"},
        ),
        (f"/admin/pages/{pk}/convert_alias/", {}),
        (f"/admin/bulk/wagtailcore/page/delete/?id={pk}", {}),
        (f"/admin/bulk/wagtailcore/page/unpublish/?id={pk}", {}),
        (f"/admin/bulk/wagtailcore/page/move/?id={pk}", {"chooser": str(other.pk)}),
        (f"/admin/localize/submit/page/{pk}/", {"locales": [str(Locale.objects.get(language_code="it").pk)]}),
        (f"/admin/pages/{pk}/revisions/1/unschedule/", {}),
    ]


@pytest.mark.parametrize("which", ["container", "home"])
def test_nothing_in_the_admin_changes_a_structural_page(world: World, hostile: Client, which: str) -> None:
    page = world.porto.container if which == "container" else home_of(world.porto, "en")
    other = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Destino")
    before = fingerprint()
    for url, form in requests_against(page, other):
        with transaction.atomic():
            hostile.post(url, form)
        assert fingerprint() == before, url


@pytest.mark.parametrize("which", ["container", "home"])
def test_the_same_requests_do_change_an_ordinary_page(world: World, client_of: ClientOf, which: str) -> None:
    """The control: the requests above are well formed."""
    parent = home_of(world.porto, "pt")
    other = make_page(ArticlePage, parent=parent, title="Destino")
    client = sign_in(client_of(), UserFactory(is_superuser=True))
    changed = []
    for number, position in enumerate((0, 1, 2, 3, 5, 6, 7)):
        page = make_page(ArticlePage, parent=parent, title=f"Página {number}")
        url, form = requests_against(page, other)[position]
        before = fingerprint()
        client.post(url, form)
        changed.append(fingerprint() != before)
    assert changed == [True] * 7


def test_a_container_can_be_neither_edited_nor_published(world: World, hostile: Client) -> None:
    page = world.porto.container
    hostile.post(f"/admin/pages/{page.pk}/edit/", {"title": "Outro", "slug": "outro", "action-publish": "1"})
    page.refresh_from_db()
    assert (page.title, page.slug, page.live) == ("Cidade das Profissões do Porto", "porto", False)


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "de"},
        {"live": False},
        {"expire_at": timezone.now() + datetime.timedelta(days=1)},
    ],
)
def test_saving_a_home_in_code_is_refused_too(world: World, change: dict[str, Any]) -> None:
    home = Page.objects.get(pk=home_of(world.porto, "en").pk)
    for name, value in change.items():
        setattr(home, name, value)
    with pytest.raises(StructuralError):
        home.save()


def test_deleting_moving_and_translating_in_code_are_refused(world: World) -> None:
    home = home_of(world.porto, "en")
    with pytest.raises(StructuralError), transaction.atomic():
        home.delete()
    with pytest.raises(StructuralError), transaction.atomic():
        home.move(home_of(world.genova, "it"), pos="last-child")
    with pytest.raises(StructuralError), transaction.atomic():
        home.copy_for_translation(Locale.objects.get(language_code="it"), copy_parents=True)
    with pytest.raises((StructuralError, ProtectedError)), transaction.atomic():
        world.porto.container.specific.delete()


def test_provisioning_may(world: World) -> None:
    home = home_of(world.porto, "en")
    with provisioning():
        home.live = False
        home.save()
    assert Page.objects.get(pk=home.pk).live is False


def test_a_home_is_edited_and_published_by_its_manager(world: World, client_of: ClientOf) -> None:
    home = home_of(world.porto, "en")
    home.greeting = "Come in."
    home.save_revision().publish(user=person((world.porto, CiteRole.MANAGER)))
    assert "Come in." in client_of("porto").get("/en/").content.decode()
