"""The admin costs the same number of queries at 300 Cités as at 3."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup, Container
from portal.tenancy.selectors import hosts
from portal.tenancy.services.provision.roles import permissions_named
from tests.factories.portal import home_of, make_image, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
MANY, A_PAGE = 297, 30


def add_cites(count: int, *, first_name: int = 0) -> None:
    """Rows of provisioned Cités with their roles, in bulk: provisioning makes the same, one at a time."""
    root, files = Page.objects.get(depth=1), Collection.objects.get(depth=1)
    kind = ContentType.objects.get_for_model(Container)
    first = Page.objects.filter(depth=2).count() + 1
    names = [f"cite{first_name + number}" for number in range(count)]
    pages = Page.objects.bulk_create(
        Page(
            path=Page._get_path(root.path, 2, first + number),
            depth=2,
            title=name,
            draft_title=name,
            slug=name,
            url_path=f"/{name}/",
            live=False,
            locale_id=root.locale_id,
            content_type=kind,
            translation_key=uuid.uuid4(),
        )
        for number, name in enumerate(names)
    )
    Page.objects.filter(pk=root.pk).update(numchild=first - 1 + count)
    column = Container._meta.pk.column
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Container._meta.db_table} ({column}) VALUES (%s)",  # noqa: S608  # our own names
            [(page.pk,) for page in pages],
        )
    below = Collection.objects.filter(depth=2).count() + 1
    collections = Collection.objects.bulk_create(
        Collection(path=Collection._get_path(files.path, 2, below + number), depth=2, name=name)
        for number, name in enumerate(names)
    )
    Collection.objects.filter(pk=files.pk).update(numchild=below - 1 + count)
    sites = Site.objects.bulk_create(
        Site(hostname=f"{name}.localhost", port=8000, site_name=name, root_page_id=page.pk)
        for name, page in zip(names, pages, strict=True)
    )
    cites = Cite.objects.bulk_create(
        Cite(
            slug=name,
            name=name,
            short_name=name,
            country="FR",
            container_id=page.pk,
            site=site,
            collection=collection,
        )
        for name, page, site, collection in zip(names, pages, sites, collections, strict=True)
    )
    add_roles(cites)
    hosts.changed()


def add_roles(cites: list[Cite]) -> None:
    """The four groups of each, with a grant on pages and on files."""
    grants = permissions_named(["wagtailcore.change_page", "wagtailimages.choose_image"])
    groups = Group.objects.bulk_create(Group(name=f"{cite.slug}: {role.value}") for cite in cites for role in CiteRole)
    owners = [(cite, role) for cite in cites for role in CiteRole]
    CiteGroup.objects.bulk_create(
        CiteGroup(cite=cite, role=role, group=group) for (cite, role), group in zip(owners, groups, strict=True)
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=cite.container_id, permission=grants["wagtailcore.change_page"])
        for (cite, _role), group in zip(owners, groups, strict=True)
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(
            group=group, collection=cite.collection, permission=grants["wagtailimages.choose_image"]
        )
        for (cite, _role), group in zip(owners, groups, strict=True)
    )


def addresses(world: World) -> list[str]:
    """Dashboard, explorer, choosers, an editor, reports."""
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A ponte")
    make_image(collection=world.porto.collection, title="Ponte")
    home = home_of(world.porto, "pt").pk
    return [
        "/admin/",
        "/admin/pages/",
        f"/admin/pages/{home}/",
        f"/admin/pages/{page.pk}/edit/",
        "/admin/choose-page/",
        f"/admin/choose-page/{home}/",
        "/admin/choose-page/search/?q=ponte",
        "/admin/pages/search/?q=ponte",
        f"/admin/pages/{home}/?q=ponte",
        "/admin/initiatives/?q=ponte",
        "/admin/images/",
        "/admin/images/chooser/",
        "/admin/documents/chooser/",
        "/admin/reports/workflow/",
        "/admin/reports/locked/",
    ]


def counted(client: Client, urls: list[str], queries: Any) -> dict[str, int]:
    """Queries of each address, warm: the first visit fills caches that all later ones share."""
    found = {}
    for url in urls:
        client.get(url, follow=True)
        with queries() as seen:
            response = client.get(url, follow=True)
        assert response.status_code == 200, url
        found[url] = len(seen)
    return found


@pytest.mark.parametrize("who", ["editor", "manager", "network editor"])
def test_the_admin_asks_as_much_at_three_hundred_cites_as_at_three(
    world: World, client_of: ClientOf, queries: Any, who: str
) -> None:
    roles: dict[str, Any] = {
        "editor": (world.porto, CiteRole.EDITOR),
        "manager": (world.porto, CiteRole.MANAGER),
        "network editor": NetworkRole.NETWORK_EDITOR,
    }
    # Who sees all Cités has a full page of them in the chooser, which asks four times a row, at thirty already.
    begin = A_PAGE if who == "network editor" else 0
    add_cites(begin)
    client = sign_in(client_of(), person(roles[who]))
    urls = addresses(world)
    few = counted(client, urls, queries)
    add_cites(MANY - begin, first_name=begin)
    cache.clear()
    assert Cite.objects.filter(container__isnull=False).count() == MANY + 3
    assert counted(client, urls, queries) == few
