"""The agenda every site begins with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from events.models import EventIndexPage
from events.selectors import frames
from portal.selectors.frames import register_frame_part
from portal.tenancy.services.provision import StarterContext, register_starter


def agenda(context: StarterContext) -> None:
    """An empty agenda, in the menu."""
    context.ensure("agenda", EventIndexPage, title=_("Agenda"), show_in_menus=True)


def register() -> None:
    """Register it for Cités and for the hub, and what frames carry."""
    register_starter("cite", agenda, order=150)
    register_starter("hub", agenda, order=150)
    register_frame_part("event_poles", frames.pole_names)
    register_frame_part("editions", frames.editions_of_hub)
