"""Wagtail's pages made network-wide: `site=` narrows their listing, the host asked doesn't; what a suspended site
holds rests with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.api.v3.routers import pages
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from portal.headless.strict import operation_of
from portal.tenancy.selectors import hosts

Run = Callable[..., HttpResponseBase]
NETWORK_WIDE = frozenset({"pages_list", "pages_detail"})


def network_wide(run: Run) -> Run:
    """Bind listing and detail to an unsaved Site at the tree's root; `find` stays on the host's own site."""
    if operation_of(run).operation_id not in NETWORK_WIDE:
        return run

    @wraps(run)
    def wide(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        here: Site = request._wagtail_site  # type: ignore[attr-defined]  # bound by the gate
        request._wagtail_site = Site(  # type: ignore[attr-defined]
            id=None, hostname=here.hostname, port=here.port, root_page=_root()
        )
        try:
            return run(request, **kwargs)
        finally:
            # Later middleware filters redirects by it: an unsaved Site is a ValueError there.
            request._wagtail_site = here  # type: ignore[attr-defined]

    return wide


def open_pages(request: HttpRequest, model: type[Page] = Page) -> PageQuerySet:
    """Wagtail's pages for who asks, for visitors without those of suspended sites; no query more."""
    found = get_pages_queryset(request, model)
    if not request.user.is_authenticated:
        for row in hosts.table().sites.values():
            if row.suspended:
                found = found.exclude(path__startswith=row.container["path"])
    return found


def rest_with_their_site() -> None:
    """Every look-up of Wagtail's router goes through `open_pages`.

    Upstream reason, Wagtail 8.0: it knows no site that isn't shown, and its router takes no other queryset
    (wagtail/api/v3/routers/pages.py).
    """
    pages.get_pages_queryset = open_pages


def _root() -> Page:
    """The root of all pages without reading it; it has no translations to ask for."""
    root = Page(pk=0, path="0001", depth=1, url_path="/", live=False)
    root.get_translations = lambda inclusive=False: []
    return root
