"""Names of facets and of their values, in the reader's language; no query: they come from the hub's frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cities.models import Audience, Pole
from cities.models.terms import LANGUAGES
from cities.selectors.around import CiteFace, face_of
from portal.countries import country_name
from portal.selectors.frames import SiteFrame, frame_of
from portal.templatetags.portal import language_name
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from search.engines.contract import FacetValue
from search.enums import FACETS
from search.facets import CHOICES, PART, SearchFrame, legend
from search.models import NONE


def said_of(name: str, value: str) -> str:
    """A filter as its chip calls it."""
    return _("%(name)s: %(value)s") % {"name": name, "value": value}


def search_frame(row: hosts.SiteRow, cite: Cite | None) -> SearchFrame | None:
    """The part of the hub's frame; three queries whenever it is built."""
    if cite is not None:
        return None
    terms = {
        name: {term.slug: {code: getattr(term, f"name_{code}") for code in LANGUAGES} for term in model.objects.all()}
        for name, model in (("pole", Pole), ("audience", Audience))
    }
    spoken = {code for site in hosts.table().sites.values() for code in site.languages}
    faces = {found.slug: face_of(found) for found in Cite.objects.all()}
    return SearchFrame(terms, faces, tuple(code for code in LANGUAGES if code in spoken))


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels in one language; the interface's for what is no vocabulary of the network."""

    frame: SearchFrame | None
    language: str

    @classmethod
    def of(cls, hub: SiteFrame | None, language: str) -> Labels:
        """Labels from the hub's frame; without one, values stand for themselves."""
        return cls(hub.parts.get(PART) if hub else None, language)

    @classmethod
    def of_network(cls, language: str) -> Labels:
        """Labels from the hub's frame, wherever the request came in."""
        hub = hosts.table().hub
        return cls.of(frame_of(hub) if hub else None, language)

    def face(self, slug: str) -> CiteFace | None:
        """The face of a Cité."""
        return self.frame.faces.get(slug) if self.frame else None

    def label(self, facet: str, value: str) -> str:
        """The name of a value; the value itself where nobody knows it."""
        if value == NONE:
            return _("Not stated")
        if facet in CHOICES:
            choices = CHOICES[facet]
            return str(choices(value).label) if value in choices.values else value
        if facet == "cite":
            face = self.face(value)
            return face.short_name if face else value
        if facet == "country":
            return country_name(value)
        if facet == "language":
            return language_name(value) if value in LANGUAGES else value
        names = self.frame.terms.get(facet, {}).get(value) if self.frame else None
        return (names.get(self.language) or names["fr"]) if names else value

    def named(self, facet: str, value: str) -> str:
        """A value with the name of its facet; "not stated" says nothing without."""
        return said_of(legend(facet), _("not stated") if value == NONE else self.label(facet, value))

    def known(self, facet: str) -> Sequence[str]:
        """The values of a closed list, in their order; empty for the others."""
        if facet in CHOICES:
            return [str(value) for value in CHOICES[facet].values]
        if facet == "language":
            return self.frame.languages if self.frame else ()
        if facet == "pole":
            return tuple(self.frame.terms["pole"]) if self.frame else ()
        return ()

    def ordered(self, facet: str, values: Iterable[FacetValue]) -> list[FacetValue]:
        """Values as they are shown: closed lists in their own order with their zeros, years from the newest, the
        others by count; those filtered by come first, what isn't stated last."""
        found = {value.value: value for value in values}
        closed = {spec.name for spec in FACETS if spec.closed}
        if facet in closed:
            known = self.known(facet)
            places = {value: place for place, value in enumerate(known)}
            rows = [found.pop(value, FacetValue(value, 0)) for value in known] + list(found.values())
            return sorted(rows, key=lambda row: (row.value == NONE, places.get(row.value, len(places)), row.value))
        if facet == "year":
            years = sorted(found.values(), key=lambda row: row.value, reverse=True)
            return sorted(years, key=lambda row: (not row.selected, row.value == NONE))
        return sorted(
            found.values(),
            key=lambda row: (not row.selected, row.value == NONE, -row.count, self.label(facet, row.value).casefold()),
        )
