"""What members read on the network's host, where they are signed in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from wagtail.models import Page

from portal.tenancy.middleware import origin
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.spans import cite_id_of_path


def site_of(page: Page) -> hosts.SiteRow | None:
    """The site a page lies in; None outside of all and in one that is suspended."""
    cite_id = cite_id_of_path(page.path)
    row = hosts.table().hub if cite_id is None else hosts.table().by_cite(cite_id)
    if row is None or row.suspended or not page.path.startswith(row.container["path"]):
        return None
    return row


class SignInFirstError(LookupError):
    """Nobody is signed in: which pages there are is told to the network's people only."""


def page_for_members(request: HttpRequest, page_id: int, model: type[Page] = Page) -> tuple[Any, hosts.SiteRow]:
    """A live page of a site that isn't suspended, with that site, for who may read it.

    Raises:
        SignInFirstError: nobody is signed in, and there is no open page; whether there is a restricted one isn't said.
        Http404: there is none.
        PermissionDenied: it is restricted to others. Wagtail's own check would send who is signed in to sign in, and
            that page back here, for ever.
    """
    is_known = request.user.is_authenticated
    page = model.objects.live().filter(pk=page_id).specific().first()
    row = site_of(page) if page is not None else None
    if page is None or row is None:
        raise Http404 if is_known else SignInFirstError
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        raise PermissionDenied if is_known else SignInFirstError
    return page, row


def address_of(request: HttpRequest, page: Page, row: hosts.SiteRow) -> str:
    """The address of a page on its own site."""
    return origin(request, row.hostname) + page.url_path[len(row.container["url_path"]) - 1 :]
