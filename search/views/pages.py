"""What the views of forms share: the page of initiatives they are sent from, and its language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from portal.services.throttle import seconds_left
from portal.tenancy.middleware import interface_language
from portal.tenancy.selectors import hosts
from search.models import InitiativeIndexPage


def site_row(request: HttpRequest) -> hosts.SiteRow:
    """The site asked."""
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    return row


def index_page(request: HttpRequest, page_id: int) -> InitiativeIndexPage:
    """A page of initiatives, public and on the host asked.

    Raises:
        Http404: there is none.
    """
    row = site_row(request)
    pages = InitiativeIndexPage.objects.live().select_related("locale")
    page = pages.filter(pk=page_id, path__startswith=row.container["path"]).first()
    if page is None or page.locale.language_code not in row.languages or page.get_view_restrictions().exists():
        raise Http404
    return page


@contextmanager
def speaking(request: HttpRequest, language: str) -> Iterator[None]:
    """As under an address that begins with this language."""
    request.content_language = language  # type: ignore[attr-defined]  # as the gate does
    with translation.override(interface_language(language)):
        yield


def shown(
    request: HttpRequest, page: InitiativeIndexPage, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that is nobody else's business: kept by no cache. Rendered now, in the language of now."""
    response = page.render(request, template=template, context_overrides=context).render()
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def try_later(response: HttpResponse, seconds: int) -> HttpResponse:
    """Say when the count of this stretch of time begins anew."""
    response.headers["Retry-After"] = str(seconds_left(seconds))
    return response


def see_other(address: str) -> HttpResponse:
    """Go there by GET: reloading it sends nothing again."""
    return HttpResponse(status=303, headers={"Location": address, "Cache-Control": "no-store"})
