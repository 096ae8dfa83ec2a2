"""Equal-area projections for the maps of the network: a country looks no larger than it is.

Formulas after Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395), chapters 10 and 24, on
the sphere. Latitudes and longitudes are in degrees, x and y in the units of the sheet, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from typing import Protocol

Point = tuple[float, float]


class Projection(Protocol):
    """A way from the globe to a sheet."""

    def project(self, latitude: float, longitude: float) -> Point:
        """The point of the sheet where a place lies."""

    def locate(self, x: float, y: float) -> Point:
        """Latitude and longitude of a point of the sheet."""


@dataclass(frozen=True, slots=True)
class AzimuthalEqualArea:
    """Lambert's, for a region: true at its centre, which lies at `x`, `y`; `scale` is units per radian there."""

    latitude: float
    longitude: float
    scale: float
    x: float
    y: float

    def project(self, latitude: float, longitude: float) -> Point:
        phi, phi0, turn = radians(latitude), radians(self.latitude), radians(longitude - self.longitude)
        # Zero on the far side of the globe, where the projection ends.
        facing = max(1e-9, 1 + sin(phi0) * sin(phi) + cos(phi0) * cos(phi) * cos(turn))
        factor = self.scale * sqrt(2 / facing)
        east = cos(phi) * sin(turn)
        north = cos(phi0) * sin(phi) - sin(phi0) * cos(phi) * cos(turn)
        return self.x + factor * east, self.y - factor * north

    def locate(self, x: float, y: float) -> Point:
        east, north, phi0 = (x - self.x) / self.scale, (self.y - y) / self.scale, radians(self.latitude)
        distance = hypot(east, north)
        if distance == 0:
            return self.latitude, self.longitude
        angle = 2 * asin(min(1.0, distance / 2))
        phi = asin(cos(angle) * sin(phi0) + north * sin(angle) * cos(phi0) / distance)
        turn = atan2(east * sin(angle), distance * cos(phi0) * cos(angle) - north * sin(phi0) * sin(angle))
        return degrees(phi), self.longitude + degrees(turn)


@dataclass(frozen=True, slots=True)
class CylindricalEqualArea:
    """For the whole world; shapes are true along the parallels `true_at` north and south."""

    true_at: float
    scale: float
    x: float
    y: float

    def project(self, latitude: float, longitude: float) -> Point:
        stretch = cos(radians(self.true_at))
        return (
            self.x + self.scale * radians(longitude) * stretch,
            self.y - self.scale * sin(radians(latitude)) / stretch,
        )

    def locate(self, x: float, y: float) -> Point:
        stretch = cos(radians(self.true_at))
        height = max(-1.0, min(1.0, (self.y - y) * stretch / self.scale))
        return degrees(asin(height)), degrees((x - self.x) / self.scale / stretch)
