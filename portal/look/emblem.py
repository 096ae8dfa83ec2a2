"""The emblem of a Cité: a square plan, an open place in the middle, streets towards its neighbours.

    near = neighbours((41.15, -8.61), [("Cascais", (38.70, -9.42)), ...])
    d = emblem([street.bearing for street in near])      # <svg viewBox="0 0 100 100"><path d="..."/></svg>

Computed once, when a Cité is provisioned, and stored: an emblem does not change when a neighbour opens.
Pure geometry: a block is the tile cut by two streets, minus the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, atan2, ceil, cos, degrees, hypot, radians, sin
from random import Random

Point = tuple[float, float]
Polygon = list[Point]
SIZE = 100.0
EARTH_KM = 6371


@dataclass(frozen=True, slots=True)
class Street:
    """A neighbour: its name, distance in kilometres and bearing in degrees, 0 north, clockwise."""

    name: str
    km: float
    bearing: float


def bearing(here: Point, there: Point) -> float:
    """Initial great-circle bearing between (latitude, longitude) pairs, in degrees, 0 north, clockwise."""
    lat1, lat2, turn = radians(here[0]), radians(there[0]), radians(there[1] - here[1])
    return degrees(atan2(sin(turn) * cos(lat2), cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(turn))) % 360


def distance_km(here: Point, there: Point) -> float:
    """Great-circle distance between (latitude, longitude) pairs."""
    lat1, lat2, turn = radians(here[0]), radians(there[0]), radians(there[1] - here[1])
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(turn / 2) ** 2
    return 2 * EARTH_KM * asin(half**0.5)


def neighbours(
    here: Point,
    others: Iterable[tuple[str, Point]],
    *,
    most: int = 5,
    apart: float = 26,
    reach: float = 2500,
    least: int = 2,
) -> list[Street]:
    """The nearest places whose streets stay at least `apart` degrees from one another, nearest first.

    Within `reach` kilometres, or the `least` nearest where there are fewer; a place under 3 km away has no street.
    """
    found: list[Street] = []
    for name, there in sorted(others, key=lambda other: distance_km(here, other[1])):
        km, angle = distance_km(here, there), bearing(here, there)
        if km > reach and len(found) >= least:
            break
        if km >= 3 and all(abs((angle - street.bearing + 180) % 360 - 180) >= apart for street in found):
            found.append(Street(name, km, angle))
        if len(found) == most:
            break
    return found


def _clip(polygon: Polygon, nx: float, ny: float, offset: float) -> Polygon:
    """Keep the part of a convex polygon where nx*x + ny*y >= offset."""
    out: Polygon = []
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        a, b = nx * x1 + ny * y1 - offset, nx * x2 + ny * y2 - offset
        if a >= 0:
            out.append((x1, y1))
        if (a < 0) != (b < 0):
            part = a / (a - b)
            out.append((x1 + part * (x2 - x1), y1 + part * (y2 - y1)))
    return out


def _direction(angle: float) -> Point:
    return sin(radians(angle)), -cos(radians(angle))


def blocks(
    bearings: Sequence[float],
    *,
    place: float = 19.0,
    street: float = 7.0,
    width: float = SIZE,
    height: float = SIZE,
) -> list[list[Polygon]]:
    """One list of convex pieces per block: the wedge between two streets, minus the place.

    A wedge wider than 110 degrees is cut in equal parts that overlap by a hair, so that the place keeps a round shape.
    """
    cx, cy = width / 2, height / 2
    tile: Polygon = [(0, 0), (width, 0), (width, height), (0, height)]
    ordered = sorted(bearings)
    out = []
    for position, start in enumerate(ordered):
        span = (ordered[(position + 1) % len(ordered)] - start) % 360 or 360
        parts = ceil(span / 80) if span > 110 else 1
        pieces = []
        for part in range(parts):
            first, last = start + span * part / parts, start + span * (part + 1) / parts
            dx, dy = _direction(first)
            piece = _clip(tile, -dy, dx, -dy * cx + dx * cy + (street / 2 if part == 0 else -0.2))
            dx, dy = _direction(last)
            piece = _clip(piece, dy, -dx, dy * cx - dx * cy + (street / 2 if part == parts - 1 else -0.2))
            mx, my = _direction((first + last) / 2)
            piece = _clip(piece, mx, my, mx * cx + my * cy + place)
            if len(piece) > 2:
                pieces.append(piece)
        out.append(pieces)
    return out


def path(polygon: Polygon, digits: int = 1) -> str:
    """SVG path data of a closed polygon."""

    def number(value: float) -> str:
        text = f"{value:.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in polygon) + "Z"


def emblem(bearings: Sequence[float]) -> str:
    """The `d` of one SVG path that draws the whole emblem in a viewBox of 100 by 100."""
    return "".join(path(piece) for block in blocks(bearings) for piece in block)


def _area(polygon: Polygon) -> float:
    edges = zip(polygon, polygon[1:] + polygon[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in edges)) / 2


def _quarter(polygon: Polygon, rnd: Random, lane: float, smallest: float) -> list[Polygon]:
    """Cut a block into houses: split across its longest side until the pieces are small enough."""
    if _area(polygon) < smallest * rnd.uniform(0.7, 1.9):
        return [polygon]
    x1, y1, x2, y2 = max(
        ((a[0], a[1], b[0], b[1]) for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True)),
        key=lambda side: hypot(side[2] - side[0], side[3] - side[1]),
    )
    part = rnd.uniform(0.38, 0.62)
    px, py = x1 + part * (x2 - x1), y1 + part * (y2 - y1)
    length = hypot(x2 - x1, y2 - y1)
    turn = rnd.uniform(-0.22, 0.22)
    nx, ny = (x2 - x1) / length, (y2 - y1) / length
    nx, ny = nx * cos(turn) - ny * sin(turn), nx * sin(turn) + ny * cos(turn)
    offset = nx * px + ny * py
    out: list[Polygon] = []
    for sign in (1, -1):
        half = _clip(polygon, sign * nx, sign * ny, sign * offset + lane / 2)
        if len(half) > 2 and _area(half) > 40:
            out += _quarter(half, rnd, lane, smallest)
    return out


@dataclass(frozen=True, slots=True)
class PlanShape:
    """Size of a plan and of what is in it, in the units of its viewBox."""

    width: float
    height: float
    place: float
    street: float
    lane: float
    smallest: float


def plan(shape: PlanShape, bearings: Sequence[float], *, seed: int, weights: Sequence[int] = (9, 3, 2)) -> list[str]:
    """A whole quarter as path data, one string per tint (classes h0, h1, h2). The same seed gives the same plan."""
    rnd = Random(seed)  # noqa: S311  # a drawing, not a secret
    tints: list[list[str]] = [[] for _tint in weights]
    for block in blocks(bearings, place=shape.place, street=shape.street, width=shape.width, height=shape.height):
        for piece in block:
            for house in _quarter(piece, rnd, shape.lane, shape.smallest):
                tint = rnd.choices(range(len(weights)), weights)[0]
                tints[tint].append(path(house, 0))
    return ["".join(houses) for houses in tints]
