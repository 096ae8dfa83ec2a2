"""What this app adds to the dashboard of a Cité's team."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.dashboard.registry import Shortcut, register_shortcut
from portal.dashboard.shortcuts import add_page, open_page
from portal.tenancy.models import Cite


def closure(request: HttpRequest, cite: Cite) -> Shortcut | None:
    """Announcing a day the place is closed, for who may."""
    if not request.user.has_perm("cities.add_closure"):
        return None
    return Shortcut(_("Announce a closure"), reverse("closure:add"), "warning")


def register() -> None:
    """Register the shortcuts."""
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
        add_page(
            below="search.InitiativeIndexPage",
            kind="cities.InitiativePage",
            label=lambda: _("Describe an initiative"),
            icon="pick",
        ),
        order=40,
    )
