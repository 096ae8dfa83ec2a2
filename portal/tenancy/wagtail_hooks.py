"""Hooks of tenancy: restricted pages and documents are read on the network's host, for on a Cité's own nobody is
ever signed in; choosers and menus of the admin show what the person may use.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page
from wagtail.query import PageQuerySet

from portal.row_numbers import row_number
from portal.tenancy import log_actions, workflow_names
from portal.tenancy.enforcement.copying import copied_within, register_actions
from portal.tenancy.enforcement.routes import refusal
from portal.tenancy.middleware import interface_language, on_network_host, origin
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.scope import scope_of
from portal.tenancy.selectors.spans import cite_id_of_collection_path, cite_id_of_path
from portal.tenancy.viewsets import RegisterViewSet

Serve = Callable[..., HttpResponseBase]


@hooks.register("on_serve_page", order=-100)
def read_restricted_pages_on_the_network(serve: Serve) -> Serve:
    """Runs before Wagtail's own check, which would send to a sign-in page that sends back here for ever."""

    def inner(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        elsewhere = not on_network_host(request) and not getattr(request, "is_dummy", False)
        if elsewhere and page.get_view_restrictions():
            language = interface_language(page.locale.language_code)
            return _to_network(request, f"{reverse('members_page', args=[page.pk])}?language={language}")
        response = serve(page, request, args, kwargs)
        if _asks_to_sign_in(response):
            if request.user.is_authenticated:
                raise PermissionDenied  # the sign-in page would send them back here for ever
            response.headers["Location"] += f"&language={get_language()}"
        return response

    return inner


@hooks.register("before_serve_document", order=-100)
def read_restricted_documents_on_the_network(
    document: AbstractDocument, request: HttpRequest
) -> HttpResponseBase | None:
    """The same for a file of a restricted collection; those of a suspended site rest with it, whatever host is asked.

    Raises:
        Http404: it is one of these.
        PermissionDenied: it is open to others.
    """
    cite_id = cite_id_of_collection_path(document.collection.path)
    row = hosts.table().by_cite(cite_id) if cite_id is not None else None
    if row is not None and row.suspended and not request.user.is_authenticated:
        raise Http404
    restrictions = document.collection.get_view_restrictions()
    if not restrictions:
        return None
    if not on_network_host(request):
        return _to_network(request, request.get_full_path())
    if request.user.is_authenticated and not all(each.accept_request(request) for each in restrictions):
        raise PermissionDenied
    return None


def _asks_to_sign_in(response: HttpResponseBase) -> bool:
    target = response.headers.get("Location", "")
    return response.status_code == HTTPStatus.FOUND and target.startswith(resolve_url(settings.LOGIN_URL))


@hooks.register("construct_page_chooser_queryset")
def choose_own_and_shared_pages(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """The page chooser asks for no permission (`admin/views/chooser.py`, issue #9714)."""
    return scope_of(request.user).readable(pages)


@hooks.register("before_copy_page", order=-100)
def copy_within_a_cite(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """Nobody carries anything from one Cité to another: a copy takes drafts along and its language with it, and the log
    of where it goes names where it came from.
    """
    if request.method != "POST":
        return None
    parent = Page.objects.filter(pk=row_number(request.POST.get("new_parent_page", ""))).only("path").first()
    # One that isn't there is upstream's fault (`CopyView.post`, wagtail/admin/views/pages/copy.py).
    if parent is not None and cite_id_of_path(parent.path) == cite_id_of_path(page.path):
        return None
    messages.error(request, copied_within())
    return redirect("wagtailadmin_pages:copy", page.pk)


hooks.register("register_actions", register_actions)


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
hooks.register("register_log_actions", workflow_names.word_history, order=100)
