"""What this app adds to the dashboard of a Cité's team."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from cities.enums import Review
from cities.models import Initiative, InitiativePartnerCite
from cities.selectors import reviews
from cities.services.adoptions import can_speak
from portal.accounts.models import User
from portal.dashboard.panels import ago
from portal.dashboard.registry import Line, ListPanel, Shortcut, register_panel, register_shortcut
from portal.dashboard.shortcuts import add_page, open_page
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import may_for

SHOWN = 8


def closure(request: HttpRequest, cite: Cite) -> Shortcut | None:
    """Announcing a day the place is closed, for who may."""
    if not may_for(request.user, "cities.add_closure", cite_id=cite.pk):
        return None
    return Shortcut(_("Announce a closure"), reverse("closure:add"), "warning")


def initiatives_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """What of initiatives awaits this Cité: partnerships to answer, changes that the network asks for."""
    if cite is None or not isinstance(request.user, User):
        return None
    lines = []
    if can_speak(request.user, cite=cite, roles=reviews.ANSWERS):
        lines += [_to_answer(row) for row in reviews.unanswered_by(cite=cite)]
    lines += [_to_change(row) for row in reviews.to_be_changed_by(cite=cite)]
    if not lines:
        return None
    return ListPanel(
        name="initiatives",
        heading=_("Initiatives that await you"),
        icon="pick",
        lines=lines[:SHOWN],
        empty="",
        more=(_("All of them"), reverse("initiatives:index")) if len(lines) > SHOWN else None,
    )


def proposed_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """Initiatives that wait for the network's answer: for who gives it."""
    if not request.user.has_perm("cities.review_initiative"):
        return None
    found = reviews.proposed()
    number = found.count()
    return ListPanel(
        name="proposed_initiatives",
        heading=_("Initiatives proposed to the network"),
        icon="pick",
        intro=ngettext("%(number)s initiative waits.", "%(number)s initiatives wait.", number) % {"number": number}
        if number
        else "",
        lines=[_proposed(row) for row in found[:SHOWN]],
        empty=_("No initiative waits."),
        more=(_("All of them"), f"{reverse('initiatives:index')}?review={Review.PROPOSED}") if number else None,
    )


def _proposed(initiative: Initiative) -> Line:
    when = ago(getattr(initiative, "proposed_at", None))  # annotated
    note = _("%(cite)s, proposed %(when)s") % {"cite": initiative.cite.short_name, "when": when}
    return _line(initiative, note if when else initiative.cite.short_name)


def _to_answer(row: InitiativePartnerCite) -> Line:
    note = _("%(cite)s names you as a partner: accept or refuse") % {"cite": row.owner.cite.short_name}
    return _line(row.owner, note)


def _to_change(initiative: Initiative) -> Line:
    said = Truncator(getattr(initiative, "asked", None) or "").chars(120)  # annotated
    return _line(initiative, _("the network asks for changes: %(comment)s") % {"comment": said})


def _line(initiative: Initiative, note: str) -> Line:
    code = initiative.original.locale.language_code if initiative.original else ""
    return Line(str(initiative), reverse("initiatives:detail", args=[initiative.uid]), note, code)


new_initiative = add_page(
    below="search.InitiativeIndexPage",
    kind="cities.InitiativePage",
    label=lambda: _("Describe an initiative"),
    icon="pick",
)


def register() -> None:
    """Register the panel and the shortcuts."""
    register_panel("cite", "initiatives", initiatives_panel, order=22)
    register_panel("network", "proposed_initiatives", proposed_panel, order=25)
    register_shortcut(
        "news",
        add_page(
            below="cities.NewsIndexPage", kind="cities.NewsPage", label=lambda: _("Write news"), icon="doc-full-inverse"
        ),
        order=10,
    )
    register_shortcut("closure", closure, order=25)
    register_shortcut(
        "hours",
        open_page(kind="cities.PracticalPage", label=lambda: _("Opening hours and address"), icon="time"),
        order=30,
    )
    register_shortcut(
        "initiative",
        new_initiative,
        order=40,
    )
