"""Facets and their values by name: what the hub's frame knows of them, and which values a facet may have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from cities.enums import MODE, Mode, Stage
from cities.models.terms import LANGUAGES
from cities.selectors.around import CiteFace
from portal.countries import COUNTRIES
from search.models.document import NONE
from search.params import FIRST_YEAR, LAST_YEAR, Params
from search.places import find_place

PART = "search"
CHOICES = {"mode": Mode, "stage": Stage}
# What a Cité's own site has no use for: all is its own.
NETWORK_FACETS = frozenset({"cite", "country"})


@dataclass(frozen=True, slots=True)
class SearchFrame:
    """What labels are made of: the terms of each vocabulary in their order, and every Cité's face by its slug."""

    terms: dict[str, dict[str, dict[str, str]]]
    faces: dict[str, CiteFace]
    languages: tuple[str, ...]


def legend(facet: str) -> str:
    """The name of a facet."""
    names = {
        "pole": _("The person’s question"),
        "mode": str(MODE),
        "cite": _("Cité"),
        "country": _("Country"),
        "audience": _("Audience"),
        "year": _("Year"),
        "language": _("Language of the sheet"),
        "stage": _("Stage"),
        "near": _("Place"),
        "years": _("Years"),
    }
    return names[facet]


def known_values(facet: str, frame: SearchFrame | None) -> Collection[str] | None:
    """The values a facet may have; None where the vocabulary isn't at hand. No query."""
    if facet in CHOICES:
        return set(CHOICES[facet].values)
    if facet == "language":
        return LANGUAGES
    if facet == "year":
        return [str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    if frame is None:
        return None
    if facet == "country":
        return {*COUNTRIES, *(face.country for face in frame.faces.values())}
    return set(frame.faces if facet == "cite" else frame.terms[facet])


def is_known(facet: str, value: str, frame: SearchFrame | None) -> bool:
    """Whether a facet may have this value, or the vocabulary isn't at hand to say. No query."""
    known = known_values(facet, frame)
    return known is None or value == NONE or value in known


def unknown_values(params: Params, frame: SearchFrame | None) -> dict[tuple[str, str], str]:
    """What facets are filtered by that nobody knows, each with a sentence."""
    return {
        (facet, value): _("“%(value)s” isn’t known here: %(facet)s.") % {"value": value, "facet": legend(facet)}
        for facet, values in params.filters.items()
        for value in values
        if not is_known(facet, value, frame)
    }


def understood(params: Params, frame: SearchFrame | None, *, cite_id: int | None) -> Params:
    """The question without what nobody knows, or has a use for here, each with a sentence: what
    isn't heeded stays in no address. No query."""
    errors, ignored = dict(params.errors), dict(params.ignored)
    filters = dict(params.filters)
    if cite_id is not None:
        for facet in NETWORK_FACETS & filters.keys():
            ignored[facet] = _("Here everything is of one Cité: “%(facet)s” changes nothing.") % {
                "facet": legend(facet)
            }
            del filters[facet]
    for (facet, value), sentence in unknown_values(replace(params, filters=filters), frame).items():
        errors[f"{facet}={value}"] = sentence
        filters[facet] = tuple(each for each in filters[facet] if each != value)
    near = params.near
    if near and find_place(near) is None:
        errors["near"] = unknown_place(near)
        near = ""
    typed = {**params.typed, "near": params.near or params.typed.get("near", "")}
    return replace(params, filters=filters, near=near, errors=errors, ignored=ignored, typed=typed)


def unknown_place(name: str) -> str:
    """That nobody knows a place of this name, in a sentence."""
    return _("No place is known as “%(name)s”. Write a town, or latitude and longitude, as in 48.85, 2.35.") % {
        "name": name
    }
