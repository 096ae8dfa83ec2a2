"""Initiatives: an original page below the Cité's index, with its facts."""

from __future__ import annotations

from typing import Any

from cities.models import Initiative, InitiativePage, Pole
from cities.services.review import decide
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from search.models import InitiativeIndexPage
from tests.factories.portal import home_of, make_page, person
from tests.factories.world import World


def index_of(cite: Cite, language: str) -> InitiativeIndexPage:
    """The page under which a Cité's initiatives stand in a language."""
    home = home_of(cite, language)
    found = InitiativeIndexPage.objects.child_of(home).first()
    return found or make_page(InitiativeIndexPage, parent=home, title="Initiatives")


def make_initiative(
    cite: Cite, *, language: str = "", title: str = "Atelier", live: bool = True, **facts: Any
) -> InitiativePage:
    """An initiative in the Cité's own language, not yet proposed to the network."""
    facts.setdefault("stage", "running")
    facts.setdefault("start_year", 2019)
    facts.setdefault("poles", [Pole.objects.order_by("sort_order").first()])
    parent = index_of(cite, language or cite.name_language)
    page: InitiativePage = make_page(InitiativePage, parent=parent, title=title, live=live, **facts)
    return page


def translate_initiative(page: InitiativePage, cite: Cite, language: str, title: str) -> InitiativePage:
    """The same initiative in another language of its site, live."""
    parent, key = index_of(cite, language), page.translation_key
    made: InitiativePage = make_page(InitiativePage, parent=parent, title=title, translation_key=key)
    return made


def accepted(world: World, **facts: Any) -> Initiative:
    """A live initiative of Porto that the network accepted."""
    page = make_initiative(world.porto, **facts)
    row: Initiative = page.row
    author = person((world.porto, CiteRole.MODERATOR))
    editor = person(NetworkRole.NETWORK_EDITOR)
    decide(uid=row.uid, verb="propose", user=author)
    decide(uid=row.uid, verb="accept", user=editor)
    return Initiative.objects.get(pk=row.pk)
