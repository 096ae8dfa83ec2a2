"""What this app adds to the dashboard of a Cité's team."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.dashboard.registry import register_shortcut
from portal.dashboard.shortcuts import add_page


def register() -> None:
    """Register the shortcut to a new event."""
    register_shortcut(
        "event",
        add_page(
            below="events.EventIndexPage", kind="events.EventPage", label=lambda: _("Announce an event"), icon="date"
        ),
        order=20,
    )
