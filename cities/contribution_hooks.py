"""Hooks and the panel of what partners propose; `register` is called from the app's `ready()`."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from cities.selectors.contributions import deciding_for, waiting_for
from cities.viewsets_contributions import ContributionViewSet
from portal.accounts.models import User
from portal.dashboard.registry import Line, ListPanel, register_panel
from portal.tenancy.models import Cite

SHOWN = 8


class ContributionsMenuItem(MenuItem):
    """For who decides."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and deciding_for(request.user).exists()


def waiting_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """What partners proposed and nobody has decided; no panel where there is nothing."""
    if cite is None or not isinstance(request.user, User):
        return None
    found = waiting_for(request.user, cite=cite)
    number = found.count()
    if not number:
        return None
    return ListPanel(
        name="contributions",
        heading=_("Proposed by partners"),
        icon="pick",
        intro=ngettext(
            "%(number)s initiative waits for your decision.", "%(number)s initiatives wait for your decision.", number
        )
        % {"number": number},
        lines=[
            Line(row.title, reverse("contributions:detail", args=[row.pk]), row.organisation, row.language)
            for row in found[:SHOWN]
        ],
        empty="",
        more=(_("All of them"), reverse("contributions:index")),
    )


def register() -> None:
    """Register everything of contributions."""
    register_panel("cite", "contributions", waiting_panel, order=25)
    hooks.register("register_admin_viewset", ContributionViewSet)
    hooks.register("register_log_actions", log_actions)
    hooks.register("register_admin_menu_item", menu_item)


def log_actions(actions: LogActionRegistry) -> None:
    """What the history calls these acts; never what was written, nor by whom."""
    for state, label, message in (
        ("accepted", gettext_lazy("Take up a partner’s proposal"), gettext_lazy("A partner’s proposal was taken up")),
        ("declined", gettext_lazy("Decline a partner’s proposal"), gettext_lazy("A partner’s proposal was declined")),
    ):
        actions.register_action(f"cities.contribution_{state}", label, message)


def menu_item() -> MenuItem:
    """“Proposed by partners” in the main menu."""
    return ContributionsMenuItem(
        gettext_lazy("Proposed by partners"),
        reverse("contributions:index"),
        name="contributions",
        icon_name="pick",
        order=252,
    )
