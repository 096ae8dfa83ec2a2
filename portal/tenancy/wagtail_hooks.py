"""Restricted pages and documents are read on the network's host: on a Cité's own nobody is ever signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from portal.tenancy.middleware import on_network_host, origin

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


def _to_network(request: HttpRequest, path: str) -> HttpResponseBase:
    response = HttpResponseRedirect(origin(request, settings.NETWORK_HOST) + path)
    response.headers["Cache-Control"] = "no-store"
    return response
