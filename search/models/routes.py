"""Addresses below a page of initiatives. What answers there is registered by the app, for models know no views.

Two steps each: an initiative may have any title, and a page of its name just below this one is found first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail.contrib.routable_page.models import path

IndexView = Callable[[HttpRequest, Any], HttpResponseBase]
_views: dict[str, IndexView] = {}


def register_index_view(name: str, view: IndexView) -> None:
    """Say what answers at the route `name`; it gets the request and the page."""
    _views[name] = view


class IndexRoutes:
    """The routes; listed among the bases of the page."""

    @path("feed/atom/", name="atom")
    def atom(self, request: HttpRequest) -> HttpResponseBase:
        return _views["atom"](request, self)

    @path("feed/rss/", name="rss")
    def rss(self, request: HttpRequest) -> HttpResponseBase:
        return _views["rss"](request, self)

    @path("follow/mail/", name="follow")
    def follow(self, request: HttpRequest) -> HttpResponseBase:
        return _views["follow"](request, self)

    @path("propose/initiative/", name="propose")
    def propose(self, request: HttpRequest) -> HttpResponseBase:
        return _views["propose"](request, self)
