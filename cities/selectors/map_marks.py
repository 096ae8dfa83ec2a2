"""Where the Cités and their names lie on the sheets of the map."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from cities.selectors import map_sheets
from portal.look.projection import Point

# Width of a letter, in units of the sheet, on a wide screen and on a phone.
LETTER = 8.6
PHONE_LETTER = 14.0
# How near a name may come to the middle of another pin.
NEAR = 5.5


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to mark: its key, which is the id of its row in the list, and its name on the map."""

    key: str
    label: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Marker:
    """A spot on a sheet. `rank` is "key" (named on a phone too), "minor" (named where there is room) or "bare"."""

    key: str
    label: str
    x: float
    y: float
    rank: str
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A spot that another sheet shows larger."""

    key: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PanelMarks:
    """The markers of one sheet, and the dots of what is enlarged elsewhere."""

    slug: str
    markers: tuple[Marker, ...]
    dots: tuple[Dot, ...] = ()


def marks_of(spots: Iterable[Spot]) -> tuple[PanelMarks, ...]:
    """Markers of every sheet that has one, and of Europe in any case, in the order of the sheets."""
    by_panel: dict[str, list[tuple[Spot, Point]]] = {}
    for spot in spots:
        panel = map_sheets.panel_of(spot.latitude, spot.longitude)
        by_panel.setdefault(panel.slug, []).append(
            (spot, panel.sheet.projection.project(spot.latitude, spot.longitude))
        )
    dots = tuple(
        Dot(spot.key, *_rounded(map_sheets.EUROPE.sheet.projection.project(spot.latitude, spot.longitude)))
        for spot, _point in by_panel.get(map_sheets.DENSE.slug, ())
    )
    return tuple(
        PanelMarks(
            panel.slug,
            _place(by_panel.get(panel.slug, ()), panel),
            dots if panel is map_sheets.EUROPE else (),
        )
        for panel in map_sheets.PANELS
        if panel.slug in by_panel or panel is map_sheets.EUROPE
    )


Box = tuple[float, float, float, float]
# Offsets of a name from its pin, and what of it is anchored there; the first that is free is taken.
PLACES = (
    (10, 5, "start"),
    (-10, 5, "end"),
    (10, -2, "start"),
    (-10, -2, "end"),
    (0, -14, "middle"),
    (0, 24, "middle"),
    (9, -5, "start"),
    (9, 15, "start"),
    (-9, -5, "end"),
    (-9, 15, "end"),
)


def _place(spots: Sequence[tuple[Spot, Point]], panel: map_sheets.Panel) -> tuple[Marker, ...]:
    """Give names to as many pins as room allows: lonely pins and short names first, so that a phone's are spread."""
    points = [point for _spot, point in spots]
    taken: list[Box] = [(x - NEAR, y - NEAR, x + NEAR, y + NEAR) for x, y in points]
    if panel is map_sheets.EUROPE:
        x, y = map_sheets.dense_label()
        taken.append((x, y, x + 135, y + 105))
    order = sorted(
        range(len(spots)),
        key=lambda index: (-_loneliness(index, points) / len(spots[index][0].label or "?"), spots[index][0].key),
    )
    named: dict[int, tuple[str, Point, str]] = {}
    for index in order:
        for rank, letter in (("key", PHONE_LETTER), ("minor", LETTER)):
            found = _free(spots[index][0].label, points[index], letter, panel, taken, index)
            if found:
                at, anchor, box = found
                taken.append(box)
                named[index] = (rank, at, anchor)
                break
    markers = []
    for index, (spot, point) in enumerate(spots):
        rank, at, anchor = named.get(index, ("bare", point, "start"))
        markers.append(Marker(spot.key, spot.label, *_rounded(point), rank, *_rounded(at), anchor))
    return tuple(markers)


def _loneliness(index: int, points: Sequence[Point]) -> float:
    x, y = points[index]
    return min((hypot(x - a, y - b) for other, (a, b) in enumerate(points) if other != index), default=float("inf"))


def _free(
    label: str, point: Point, letter: float, panel: map_sheets.Panel, taken: Sequence[Box], own: int
) -> tuple[Point, str, Box] | None:
    """The first place for a name that touches nothing, its anchor, and the box it fills."""
    for right, down, anchor in PLACES:
        x, y = point[0] + right, point[1] + down
        width, height = letter * len(label), letter * 1.6
        left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
        box = (left, y - height * 0.75, left + width, y + height * 0.25)
        if box[0] < 0 or box[1] < 0 or box[2] > panel.sheet.width or box[3] > panel.sheet.height:
            continue
        if not any(_touch(box, other) for number, other in enumerate(taken) if number != own):
            return (x, y), anchor, box
    return None


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)


def only(marks: Iterable[PanelMarks], keys: Container[str]) -> tuple[PanelMarks, ...]:
    """The same sheets with the markers of these keys; names stay where they are."""
    return tuple(
        PanelMarks(
            found.slug,
            tuple(marker for marker in found.markers if marker.key in keys),
            tuple(dot for dot in found.dots if dot.key in keys),
        )
        for found in marks
    )
