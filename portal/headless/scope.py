"""Wagtail's page listing made network-wide: `site=` narrows it, the host asked doesn't."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail.models import Page, Site

from portal.headless.strict import operation_of

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


def _root() -> Page:
    """The root of all pages without reading it; it has no translations to ask for."""
    root = Page(pk=0, path="0001", depth=1, url_path="/", live=False)
    root.get_translations = lambda inclusive=False: []
    return root
