"""Shortcuts to pages: add one of a kind, or open the one there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.coreutils import resolve_model_string
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from portal.accounts.models import User
from portal.dashboard.registry import Shortcut, ShortcutFactory
from portal.tenancy.enforcement.deleting import writes_pages
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts


def sections_of(request: HttpRequest, cite: Cite) -> dict[str, Page]:
    """The pages just below the home of the site's default language, by "app.Model"; one query a request."""
    kept: dict[int, dict[str, Page]] = request.__dict__.setdefault("_dashboard_sections", {})
    if cite.pk not in kept:
        row = hosts.table().by_cite(cite.pk)
        pages = Page.objects.none()
        if row is not None:
            pages = Page.objects.filter(
                path__startswith=row.container["path"],
                depth=row.container["depth"] + 2,
                locale__language_code=row.default_language,
            ).select_related("content_type", "locale")
        found: dict[str, Page] = {}
        for page in pages.order_by("path"):
            found.setdefault(page.specific_class._meta.label if page.specific_class else "", page)
        kept[cite.pk] = found
    return kept[cite.pk]


def add_page(*, below: str, kind: str, label: Callable[[], str], icon: str) -> ShortcutFactory:
    """A shortcut to a new page of `kind` ("app.Model") below the Cité's page of the kind `below`."""

    def factory(request: HttpRequest, cite: Cite) -> Shortcut | None:
        parent = sections_of(request, cite).get(below)
        if parent is None or not isinstance(request.user, User):
            return None
        if not parent.permissions_for_user(request.user).can_add_subpage():
            return None
        meta = resolve_model_string(kind)._meta
        address = reverse("wagtailadmin_pages:add", args=[meta.app_label, meta.model_name, parent.pk])
        return Shortcut(label(), address, icon)

    return factory


def open_page(*, kind: str, label: Callable[[], str], icon: str) -> ShortcutFactory:
    """A shortcut to the Cité's page of a kind, in the editor."""

    def factory(request: HttpRequest, cite: Cite) -> Shortcut | None:
        page = sections_of(request, cite).get(kind)
        if page is None or not isinstance(request.user, User):
            return None
        rights = page.permissions_for_user(request.user)
        if not (rights.can_edit() and writes_pages(rights)):  # who only translates is led to the translations
            return None
        return Shortcut(label(), reverse("wagtailadmin_pages:edit", args=[page.pk]), icon)

    return factory


def images(label: Callable[[], str]) -> ShortcutFactory:
    """A shortcut to the Cité's images, for who may add some."""

    def factory(request: HttpRequest, cite: Cite) -> Shortcut | None:
        policy: Any = policy_registry.get_by_type(get_image_model())
        if not policy.user_has_permission(request.user, "add"):
            return None
        return Shortcut(label(), reverse("wagtailimages:index"), "image")

    return factory
