"""From TopoJSON to SVG paths: land and borders of one sheet, cut to its edges and drawn no finer than it shows.

Reads the files of npm's `world-atlas` (Natural Earth, public domain) as they are; used when a map is drawn anew,
never while a page is served.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Any

from portal.look.projection import Point, Projection

Line = list[Point]
# Antarctica encloses a pole: its ring can't be drawn on a cylinder, and no Cité is near.
SOUTH_END = -60


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on: size, projection, and how far, in units, a drawn line may stray from the true one."""

    width: float
    height: float
    projection: Projection
    tolerance: float = 0.6
    smallest: float = 6.0
    margin: float = 8.0
    borders: bool = True


def decode_arcs(topology: dict[str, Any]) -> list[Line]:
    """The arcs as (longitude, latitude), undoing delta encoding and quantisation (TopoJSON 1.0, section 2.1.3)."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(line)
    return arcs


def rings_of(geometry: dict[str, Any]) -> list[list[int]]:
    """Every ring of a polygon or multipolygon as arc numbers; `~n` is arc n backwards."""
    if "arcs" not in geometry:
        return []
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def stitch(arcs: Sequence[Line], ring: Iterable[int]) -> Line:
    """One closed line of (longitude, latitude), longitudes unbroken across the date line."""
    line: Line = []
    for number in ring:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += part[1:] if line else part
    whole: Line = line[:1]
    turn = 0.0
    for (before, _south), (longitude, latitude) in pairwise(line):
        if abs(longitude - before) > 180:
            turn += 360 if longitude < before else -360
        whole.append((longitude + turn, latitude))
    return whole


def clip(ring: Line, *, left: float, top: float, right: float, bottom: float) -> Line:
    """The part of a ring inside a rectangle (Sutherland and Hodgman, 1974)."""

    def at_x(limit: float) -> Callable[[Point, Point], Point]:
        return lambda a, b: (limit, a[1] + (b[1] - a[1]) * (limit - a[0]) / (b[0] - a[0]))

    def at_y(limit: float) -> Callable[[Point, Point], Point]:
        return lambda a, b: (a[0] + (b[0] - a[0]) * (limit - a[1]) / (b[1] - a[1]), limit)

    edges: list[tuple[Callable[[Point], bool], Callable[[Point, Point], Point]]] = [
        (lambda point: point[0] >= left, at_x(left)),
        (lambda point: point[0] <= right, at_x(right)),
        (lambda point: point[1] >= top, at_y(top)),
        (lambda point: point[1] <= bottom, at_y(bottom)),
    ]
    for inside, meet in edges:
        kept: Line = []
        for before, point in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            if inside(point) != inside(before):
                kept.append(meet(before, point))
            if inside(point):
                kept.append(point)
        ring = kept
    return ring


def simplify(line: Line, tolerance: float) -> Line:
    """Leave out points nearer than `tolerance` to the line without them (Douglas and Peucker, 1973)."""
    if len(line) < 3:
        return line
    (x0, y0), (x1, y1) = line[0], line[-1]
    length = hypot(x1 - x0, y1 - y0)
    worst, at = 0.0, 0
    for index, (x, y) in enumerate(line[1:-1], start=1):
        away = abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length if length else hypot(x - x0, y - y0)
        if away > worst:
            worst, at = away, index
    if worst <= tolerance:
        return [line[0], line[-1]]
    return simplify(line[: at + 1], tolerance)[:-1] + simplify(line[at:], tolerance)


def area(ring: Line) -> float:
    """The area a ring encloses."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True))) / 2


def draw(topology: dict[str, Any], sheet: Sheet) -> tuple[str, str]:
    """Path data of the land and of the borders on it."""
    arcs = decode_arcs(topology)
    (whole,) = topology["objects"]["land"]["geometries"]
    rings = (stitch(arcs, ring) for ring in rings_of(whole))
    land = [drawn for ring in rings for drawn in _drawn_ring(ring, sheet)]
    inner = inner_arcs(topology) if sheet.borders else []
    borders = [piece for number in inner for piece in _drawn_line(arcs[number], sheet)]
    return "".join(_path(ring) + "Z" for ring in land), "".join(_path(line) for line in borders)


def inner_arcs(topology: dict[str, Any]) -> list[int]:
    """Numbers of the arcs that two countries share."""
    sides: defaultdict[int, set[int]] = defaultdict(set)
    for index, country in enumerate(topology["objects"]["countries"]["geometries"]):
        for ring in rings_of(country):
            for number in ring:
                sides[max(number, ~number)].add(index)
    return sorted(number for number, countries in sides.items() if len(countries) > 1)


def _drawn_ring(ring: Line, sheet: Sheet) -> list[Line]:
    if max(latitude for _longitude, latitude in ring) < SOUTH_END:
        return []
    projected = [sheet.projection.project(latitude, longitude) for longitude, latitude in ring]
    inside = clip(
        projected,
        left=-sheet.margin,
        top=-sheet.margin,
        right=sheet.width + sheet.margin,
        bottom=sheet.height + sheet.margin,
    )
    if not inside or area(inside) < sheet.smallest:
        return []
    drawn = simplify([*inside, inside[0]], sheet.tolerance)[:-1]
    return [drawn] if len(drawn) > 2 else []


def _drawn_line(line: Line, sheet: Sheet) -> list[Line]:
    pieces: list[Line] = [[]]
    for longitude, latitude in line:
        x, y = sheet.projection.project(latitude, longitude)
        if -sheet.margin <= x <= sheet.width + sheet.margin and -sheet.margin <= y <= sheet.height + sheet.margin:
            pieces[-1].append((x, y))
        elif pieces[-1]:
            pieces.append([])
    return [simplify(piece, sheet.tolerance) for piece in pieces if len(piece) > 1]


def _path(line: Line) -> str:
    """Whole units, one `M`, the rest `L` by repetition (SVG 2, section 9.3)."""
    rounded = [(round(x), round(y)) for x, y in line]
    kept = [rounded[0], *[point for before, point in pairwise(rounded) if point != before]]
    return "M" + " ".join(f"{x} {y}" for x, y in kept)
