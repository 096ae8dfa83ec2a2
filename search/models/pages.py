"""The wall of initiatives: on the hub a search of all of them, on a Cité's site the parent of its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin

from portal.models import BasePage


class InitiativeIndexPage(RoutablePageMixin, BasePage):
    """Search of the initiatives: the network's on the hub, the Cité's own on its site."""

    # An existing initiative is found as a page, without asking the routes of this one.
    children_first = True

    parent_page_types = ["portal.HubHomePage", "cities.CiteHomePage"]
    subpage_types = ["cities.InitiativePage"]
    max_count_per_parent = 1
    show_in_menus_default = True

    class Meta:
        verbose_name = _("wall of initiatives")
        verbose_name_plural = _("walls of initiatives")
