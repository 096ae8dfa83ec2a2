"""Hooks, panels and the kinds of pages of proposals; `register` is called from the app's `ready()`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry, LogFormatter

from cities.enums import ProposalState
from cities.models import NewsPage, Proposal, Showing
from cities.selectors import proposals as selectors
from cities.viewsets_proposals import ProposalViewSet, editor_of
from portal.accounts.models import User
from portal.dashboard.current import current_cite
from portal.dashboard.panels import ago
from portal.dashboard.registry import Line, ListPanel, register_panel
from portal.tenancy.enforcement.arguments import register_argument, register_inert
from portal.tenancy.models import Cite
from portal.tenancy.selectors.ownership import ByCite, register_owner

SHOWN = 8
ACTIONS = {
    "cities.propose": (gettext_lazy("Propose to the network"), gettext_lazy("Proposed to the network")),
    "cities.withdraw": (gettext_lazy("Take a proposal back"), gettext_lazy("Proposal taken back")),
    "cities.accept": (gettext_lazy("Accept a proposal"), gettext_lazy("Accepted by the network")),
    "cities.feature": (gettext_lazy("Feature a proposal"), gettext_lazy("Featured by the network")),
    "cities.decline": (gettext_lazy("Decline a proposal"), gettext_lazy("Declined by the network")),
}
SHOWN_OF_OTHERS = {
    "cities.show": (
        gettext_lazy("Show another Cité’s piece"),
        gettext_lazy("“%(title)s” of another Cité is shown"),
        gettext_lazy("“%(title)s” of %(cite)s is shown"),
    ),
    "cities.hide": (
        gettext_lazy("Hide another Cité’s piece"),
        gettext_lazy("“%(title)s” of another Cité is hidden"),
        gettext_lazy("“%(title)s” of %(cite)s is hidden"),
    ),
}


class ShowingFormatter(LogFormatter):
    """Which piece, and whose where the entry says it: the entry itself is of the Cité whose site shows it."""

    sentence: Promise | str = ""
    of_cite: Promise | str = ""

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data or {}
        values = {"title": data.get("title", ""), "cite": data.get("of", "")}
        return str(self.of_cite if values["cite"] else self.sentence) % values


class DeciderMenuItem(MenuItem):
    """For who decides."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and selectors.can_decide(request.user)


class OffersMenuItem(MenuItem):
    """For who decides what their Cité shows."""

    def is_shown(self, request: HttpRequest) -> bool:
        cite = current_cite(request)
        return cite is not None and isinstance(request.user, User) and selectors.may_show(request.user, cite=cite)


def waiting_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """Proposals waiting, the longest first, for the network's dashboard: the label team, which doesn't decide, reads
    them.
    """
    if not isinstance(request.user, User):
        return None
    decides = selectors.can_decide(request.user)
    found = selectors.proposals(state=ProposalState.PROPOSED).order_by("proposed_at", "pk")
    number = found.count()
    return ListPanel(
        name="proposals",
        heading=_("Proposals waiting"),
        icon="site",
        intro=ngettext("%(number)s piece waits.", "%(number)s pieces wait.", number) % {"number": number}
        if number
        else "",
        lines=[_line(proposal, request, decides=decides) for proposal in found[:SHOWN]],
        empty=_("No proposal waits."),
        more=(_("All proposals"), reverse("proposals:index")) if decides else None,
    )


def _line(proposal: Proposal, request: HttpRequest, *, decides: bool) -> Line:
    """What waits, of whom, since when; it leads to the decision, else to the page as everybody reads it."""
    public = proposal.page.get_full_url(request) or ""
    said = {"cite": proposal.cite.short_name, "who": proposal.proposed_by, "when": ago(proposal.proposed_at)}
    text = _("%(cite)s, proposed by %(who)s, %(when)s") if proposal.proposed_by else _("%(cite)s, proposed %(when)s")
    return Line(
        proposal.page.title,
        reverse("proposals:decide", args=[proposal.pk]) if decides else public,
        text % said,
        proposal.page.locale.language_code,
    )


def register() -> None:
    """Register everything of proposals."""
    selectors.register_proposable(NewsPage)
    register_owner(Showing, ByCite())
    register_argument("proposal_id", Proposal)
    register_argument("showing_id", Showing)
    # What is offered is another Cité's on purpose; the view finds only what is public and accepted.
    register_inert("offer_id", view="proposals:*")
    register_panel("network", "proposals", waiting_panel, order=30)
    hooks.register("register_admin_viewset", lambda: [ProposalViewSet(), *map(editor_of, selectors.proposable_kinds())])
    hooks.register("register_log_actions", log_actions)
    hooks.register("register_admin_menu_item", decider_item)
    hooks.register("register_admin_menu_item", offers_item)


def log_actions(actions: LogActionRegistry) -> None:
    """What the history calls these acts."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
    for name, (label, sentence, of_cite) in SHOWN_OF_OTHERS.items():
        values = {"label": label, "sentence": sentence, "of_cite": of_cite}
        actions.register_action(name)(type("_ShowingFormatter", (ShowingFormatter,), values))


def decider_item() -> MenuItem:
    return DeciderMenuItem(
        gettext_lazy("Proposals"), reverse("proposals:index"), name="proposals", icon_name="site", order=255
    )


def offers_item() -> Any:
    return OffersMenuItem(
        gettext_lazy("From other Cités"), reverse("proposals:offers"), name="offers", icon_name="redirect", order=257
    )
