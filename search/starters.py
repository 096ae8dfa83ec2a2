"""The page of initiatives that every site begins with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.selectors.frames import register_frame_part
from portal.tenancy.services.provision import StarterContext, register_starter
from search.facets import PART
from search.models import InitiativeIndexPage
from search.selectors.labels import search_frame


def initiatives_page(context: StarterContext) -> None:
    """The search of all initiatives on the hub, of its own on a Cité's site."""
    context.ensure("initiatives", InitiativeIndexPage, title=_("Initiatives"), show_in_menus=True)


def register() -> None:
    """Register the starter with provisioning, after the agenda, and the names that labels are made of."""
    register_starter("cite", initiatives_page, order=200)
    register_starter("hub", initiatives_page, order=200)
    register_frame_part(PART, search_frame)
