"""Hooks of tenancy: restricted pages and documents are read on the network's host, for on a Cité's own nobody is
ever signed in; choosers and menus of the admin show what the person may use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page
from wagtail.query import PageQuerySet

from portal.tenancy import log_actions
from portal.tenancy.enforcement.routes import refusal
from portal.tenancy.middleware import on_network_host, origin
from portal.tenancy.selectors.scope import scope_of
from portal.tenancy.viewsets import RegisterViewSet

Serve = Callable[..., HttpResponseBase]


@hooks.register("on_serve_page", order=-100)
def read_restricted_pages_on_the_network(serve: Serve) -> Serve:
    """Runs before Wagtail's own check, which would send to a sign-in page that sends back here for ever."""

    def inner(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        elsewhere = not on_network_host(request) and not getattr(request, "is_dummy", False)
        if elsewhere and page.get_view_restrictions():
            return _to_network(request, reverse("members_page", args=[page.pk]))
        return serve(page, request, args, kwargs)

    return inner


@hooks.register("before_serve_document", order=-100)
def read_restricted_documents_on_the_network(
    document: AbstractDocument, request: HttpRequest
) -> HttpResponseBase | None:
    """The same for a file of a restricted collection."""
    if not on_network_host(request) and document.collection.get_view_restrictions():
        return _to_network(request, request.get_full_path())
    return None


@hooks.register("construct_page_chooser_queryset")
def choose_own_and_shared_pages(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """The page chooser asks for no permission (`admin/views/chooser.py`, issue #9714)."""
    return scope_of(request.user).readable(pages)


def hide_refused_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Menu items lead nowhere for whom the guard refuses the address; upstream some ask for page rights only."""
    if not scope_of(request.user).is_network:
        items[:] = [item for item in items if not _is_refused(item.url)]


for _menu in ("main", "settings", "reports", "help"):
    hooks.register(f"construct_{_menu}_menu", hide_refused_items)


def _is_refused(address: str | None) -> bool:
    try:
        return bool(address) and bool(refusal(resolve(str(address)).view_name))
    except Resolver404:
        return False


def _to_network(request: HttpRequest, path: str) -> HttpResponseBase:
    response = HttpResponseRedirect(origin(request, settings.NETWORK_HOST) + path)
    response.headers["Cache-Control"] = "no-store"
    return response


hooks.register("register_admin_viewset", RegisterViewSet)
hooks.register("register_log_actions", log_actions.register_actions)
