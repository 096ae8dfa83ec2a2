"""Hundreds of Cités in a second: containers, sites, collections and roles, without pages below."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite, CiteGroup, Container, SiteLanguage
from portal.tenancy.selectors import hosts


def many_cites(number: int) -> list[Cite]:
    """As many Cités, whose roles hold their page and file permissions as provisioning would give them."""
    root, files = Page.objects.get(depth=1), Collection.get_first_root_node()
    locale, kind = Locale.objects.get(language_code="fr"), ContentType.objects.get_for_model(Container)
    pages, collections = [], []
    first, first_file = root.numchild + 1, files.numchild + 1
    for index in range(number):
        name = f"lieu-{index}"
        pages.append(
            Page(
                title=name,
                draft_title=name,
                slug=name,
                live=False,
                locale=locale,
                content_type=kind,
                depth=2,
                path=root._get_path(root.path, 2, first + index),
                url_path=f"/{name}/",
            )
        )
        collections.append(Collection(name=name, depth=2, path=files._get_path(files.path, 2, first_file + index)))
    pages = Page.objects.bulk_create(pages)
    collections = Collection.objects.bulk_create(collections)
    Page.objects.filter(pk=root.pk).update(numchild=root.numchild + number)
    Collection.objects.filter(pk=files.pk).update(numchild=files.numchild + number)
    containers = []
    for page in pages:
        container = Container(page_ptr=page)
        container.__dict__.update({key: value for key, value in page.__dict__.items() if not key.startswith("_")})
        container.save_base(raw=True)
        containers.append(container)
    sites = Site.objects.bulk_create(
        Site(hostname=f"{page.slug}.localhost", port=8000, site_name=page.slug, root_page=page) for page in pages
    )
    SiteLanguage.objects.bulk_create(SiteLanguage(site=site, locale=locale) for site in sites)
    cites = Cite.objects.bulk_create(
        Cite(
            slug=page.slug,
            name=f"Cité des métiers {page.slug}",
            short_name=page.slug,
            country="FR",
            container=container,
            site=site,
            collection=collection,
        )
        for page, container, site, collection in zip(pages, containers, sites, collections, strict=True)
    )
    _give_roles(cites)
    hosts.changed()
    return cites


def _give_roles(cites: list[Cite]) -> None:
    roles = [(cite, role) for cite in cites for role in CiteRole]
    groups = Group.objects.bulk_create(Group(name=f"{cite.slug}: {role.value}") for cite, role in roles)
    CiteGroup.objects.bulk_create(
        CiteGroup(cite=cite, role=role, group=group) for (cite, role), group in zip(roles, groups, strict=True)
    )
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    add = Permission.objects.get(content_type__app_label="wagtailimages", codename="add_image")
    paired = list(zip(roles, groups, strict=True))
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=cite.container_id, permission=change)
        for (cite, _role), group in paired
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection_id=cite.collection_id, permission=add)
        for (cite, _role), group in paired
    )
