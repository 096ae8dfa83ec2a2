"""Pages a Cité's site begins with, in its own languages; and the hub's directory and news."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cities import models
from cities.selectors import around, contributions
from cities.selectors.directory import directory_of_network
from cities.selectors.news import latest_news
from cities.selectors.proposals import kinds_shown
from cities.services.emblems import draw_emblem
from portal.selectors.frames import register_frame_part
from portal.tenancy.services.provision import StarterContext, register_home, register_starter


def cite_pages(context: StarterContext) -> None:
    """Services with a page per pôle, news, team, partners and practical information."""
    assert context.cite is not None  # noqa: S101  # registered for Cités
    if not context.cite.emblem and context.cite.latitude is not None:
        draw_emblem(cite=context.cite)
    services = context.ensure("services", models.ServicesIndexPage, title=_("Services"), show_in_menus=True)
    if services is not None and context.is_new:
        for pole in models.Pole.objects.all():
            context.ensure(
                f"pole-{pole.slug}",
                models.ServicePage,
                title=pole.name_in(context.language),
                parent=services,
                slug=pole.slug,
                pole=pole,
            )
    context.ensure("news", models.NewsIndexPage, title=_("News"), show_in_menus=True)


def cite_people(context: StarterContext) -> None:
    """Team, partners and practical information, after what other apps put between."""
    context.ensure("team", models.TeamPage, title=pgettext("page", "Team"))
    context.ensure("partners", models.PartnersPage, title=_("Partners"))
    context.ensure("practical", models.PracticalPage, title=_("Practical information"), show_in_menus=True)


def hub_pages(context: StarterContext) -> None:
    """Directory and news of the network."""
    context.ensure("directory", models.DirectoryPage, title=_("The Cités"), slug="cites", show_in_menus=True)
    context.ensure("news", models.NewsIndexPage, title=_("News"))


def register() -> None:
    """Register homes, starters and what the frames of sites carry."""
    register_home("cite", models.CiteHomePage)
    register_starter("cite", cite_pages, order=100)
    register_starter("cite", cite_people, order=300)
    register_starter("hub", hub_pages, order=100)
    parts: dict[str, Any] = {
        "services": around.service_signs,
        "practical": around.practical_facts,
        "notices": around.current_notices,
        "neighbours": around.neighbours_of,
        "cites": around.cites_of_network,
        "directory": directory_of_network,
        "news": latest_news,
        "showings": kinds_shown,
        contributions.PART: contributions.is_open,
    }
    for name, part in parts.items():
        register_frame_part(name, part)
