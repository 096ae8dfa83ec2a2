"""What a suspended site holds rests with it, in the API's look-ups of pages too.

Upstream reason, Wagtail 8.0: it knows no site that isn't shown, and its router takes no other queryset
(wagtail/api/v3/routers/pages.py).
"""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.api.v3.routers import pages
from wagtail.models import Page
from wagtail.query import PageQuerySet

from portal.tenancy.selectors import hosts


def open_pages(request: HttpRequest, model: type[Page] = Page) -> PageQuerySet:
    """Wagtail's pages for who asks, for visitors without those of suspended sites; no query more."""
    found = get_pages_queryset(request, model)
    if not request.user.is_authenticated:
        for row in hosts.table().sites.values():
            if row.suspended:
                found = found.exclude(path__startswith=row.container["path"])
    return found


def rest_with_their_site() -> None:
    """Every look-up of Wagtail's router goes through `open_pages`; called once, by `portal.api`."""
    pages.get_pages_queryset = open_pages
