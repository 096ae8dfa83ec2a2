"""What members read on the network's host, where they are signed in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.models import Page

from portal.tenancy.middleware import origin
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.spans import cite_id_of_path


def site_of(page: Page) -> hosts.SiteRow | None:
    """The site a page lies in; None outside of all and in one that is suspended."""
    cite_id = cite_id_of_path(page.path)
    row = hosts.table().hub if cite_id is None else hosts.table().by_cite(cite_id)
    inside = row is not None and page.path.startswith(row.container["path"])
    return row if inside and not row.suspended else None


def page_for_members(page_id: int, model: type[Page] = Page) -> tuple[Any, hosts.SiteRow]:
    """A live page of a site that isn't suspended, with that site; whether one may read it is for `serve` to say.

    Raises:
        Http404: there is none.
    """
    page = get_object_or_404(model.objects.live(), pk=page_id).specific
    row = site_of(page)
    if row is None:
        raise Http404
    return page, row


def address_of(request: HttpRequest, page: Page, row: hosts.SiteRow) -> str:
    """The address of a page on its own site."""
    return origin(request, row.hostname) + page.url_path[len(row.container["url_path"]) - 1 :]
