"""The wall of initiatives: on the hub a search of all of them, on a Cité's site the parent of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin

from portal.models import BasePage
from portal.selectors.frames import SiteFrame, frame_of
from portal.tenancy.selectors import hosts
from search.facets import PART, understood
from search.params import parse_params


class InitiativeIndexPage(RoutablePageMixin, BasePage):
    """Search of the initiatives: the network's accepted ones on the hub, all of its own on a Cité's site."""

    # An existing initiative is found as a page, without asking the routes of this one.
    children_first = True

    parent_page_types = ["portal.HubHomePage", "cities.CiteHomePage"]
    subpage_types = ["cities.InitiativePage"]
    max_count_per_parent = 1
    show_in_menus_default = True

    class Meta:
        verbose_name = _("wall of initiatives")
        verbose_name_plural = _("walls of initiatives")

    def alternate_paths(self, frame: SiteFrame) -> dict[str, str]:
        """Its address in each language; there is one of its kind below a home, so the frame knows them all."""
        return {code: item.path for code in frame.languages if (item := frame.find(code, self._meta.label)) is not None}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The question; templates ask for the answer (`search.templatetags.search`)."""
        context = super().get_context(request, *args, **kwargs)
        hub, row = hosts.table().hub, getattr(request, "site_row", None)
        known = frame_of(hub).parts.get(PART) if hub else None
        params = understood(parse_params(request.GET), known, cite_id=row.cite_id if row else None)
        context["params"] = params
        # In every language the same question; other orders have no address of their own for robots.
        context["language_suffix"] = params.canonical_page()
        return context
