"""Views below a page: `<page>/wall/`, `<page>/sheet.pdf`. Whoever may read the page may read them, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail import hooks
from wagtail.models import Page
from wagtail.views import serve

Kind = TypeVar("Kind", bound=Page)


class OtherPageError(LookupError):
    """The page at an address is of another kind than asked for."""


def page_at(request: HttpRequest, path: str, model: type[Kind]) -> Kind:
    """The live page of a kind at an address of this site.

    Raises:
        Http404: there is no page.
        OtherPageError: it is of another kind.
    """
    found = Page.route_for_request(request, path)
    if found is None:
        raise Http404
    if not isinstance(found.page, model):
        raise OtherPageError(path)
    return found.page


def serve_below(
    request: HttpRequest, page: Kind, view: Callable[[HttpRequest, Kind], HttpResponseBase]
) -> HttpResponseBase:
    """The answer of a view, behind all that stands before the page itself (`wagtail.views.serve`): restrictions, the
    way to the network's host, methods."""

    def innermost(page: Kind, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        return view(request, page)

    chain: Callable[..., HttpResponseBase] = innermost
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = hook(chain)
    for hook in hooks.get_hooks("before_serve_page"):
        response = hook(page, request, [], {})
        if isinstance(response, HttpResponseBase):
            return response
    return chain(page, request, [], {})


def serve_instead(request: HttpRequest, path: str) -> HttpResponseBase:
    """The page at another address than the one looked at so far."""
    request.__dict__.pop("_wagtail_route_for_request", None)
    response: HttpResponseBase = serve(request, path)
    return response
