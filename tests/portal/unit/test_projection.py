"""Projections of the maps, and the way from TopoJSON to a drawn sheet."""

from __future__ import annotations

from math import cos, isclose, radians

import pytest

from portal.look.projection import AzimuthalEqualArea, CylindricalEqualArea, Projection
from portal.look.topology import Sheet, area, clip, decode_arcs, draw, inner_arcs, simplify, stitch

EUROPE = AzimuthalEqualArea(46, 3.5, 2050, 379, 315)
WORLD = CylindricalEqualArea(37.5, 100, 260, 130)
SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]


def test_the_centre_lies_where_it_was_put_and_north_is_up() -> None:
    assert EUROPE.project(46, 3.5) == (379, 315)
    x, y = EUROPE.project(47, 3.5)
    assert isclose(x, 379)
    assert y < 315
    assert EUROPE.project(46, 4.5)[0] > 379


@pytest.mark.parametrize("projection", [EUROPE, WORLD])
@pytest.mark.parametrize("place", [(41.15, -8.61), (50.85, 4.35), (46.0, 3.5), (-12.78, 45.23)])
def test_a_place_is_found_again(projection: Projection, place: tuple[float, float]) -> None:
    assert projection.locate(*projection.project(*place)) == pytest.approx(place, abs=1e-6)


@pytest.mark.parametrize("projection", [EUROPE, WORLD])
def test_a_degree_square_fills_what_it_covers_on_the_globe(projection: Projection) -> None:
    """Equal area: drawn area over area on the sphere is the same in the south as in the north."""

    def share(latitude: float) -> float:
        corners = [(latitude, 1.0), (latitude, 2.0), (latitude + 1, 2.0), (latitude + 1, 1.0)]
        drawn = area([projection.project(*corner) for corner in corners])
        return drawn / cos(radians(latitude + 0.5))

    assert share(37) == pytest.approx(share(58), rel=0.002)


def test_the_far_side_of_the_globe_is_far_away_and_not_a_division_by_zero() -> None:
    x, y = EUROPE.project(-46, -176.5)
    assert abs(x) + abs(y) < 1e6


def test_clipping_keeps_what_is_inside() -> None:
    cut = clip(SQUARE, left=-5, top=2, right=5, bottom=20)
    assert area(cut) == pytest.approx(5 * 8)
    assert clip(SQUARE, left=20, top=20, right=30, bottom=30) == []


def test_simplifying_leaves_out_what_does_not_show() -> None:
    assert simplify([(0, 0), (5, 0.2), (10, 0)], 0.5) == [(0, 0), (10, 0)]
    assert simplify([(0, 0), (5, 3), (10, 0)], 0.5) == [(0, 0), (5, 3), (10, 0)]


def test_a_ring_goes_on_across_the_date_line() -> None:
    arc = [(170.0, 60.0), (-170.0, 60.0), (-170.0, 65.0), (170.0, 65.0), (170.0, 60.0)]
    longitudes = [longitude for longitude, _latitude in stitch([arc], [0])]
    assert longitudes == [170, 190, 190, 170, 170]


# Two countries of one degree, side by side, that share the middle arc; made by hand after the specification.
TOPOLOGY = {
    "transform": {"scale": [1, 1], "translate": [0, 45]},
    "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "id": "1"},
                {"type": "Polygon", "arcs": [[2, -1]], "id": "2"},
                {"type": None, "id": "3"},
            ]
        },
        "land": {"geometries": [{"type": "MultiPolygon", "arcs": [[[2, 1]]]}]},
    },
}


def test_arcs_are_decoded_and_the_shared_one_is_a_border() -> None:
    assert decode_arcs(TOPOLOGY)[0] == [(1, 45), (1, 46)]
    assert inner_arcs(TOPOLOGY) == [0]


def test_land_is_one_ring_and_the_border_runs_inside_it() -> None:
    sheet = Sheet(100, 100, AzimuthalEqualArea(45.5, 1, 1400, 50, 50), tolerance=0.1)
    land, border = draw(TOPOLOGY, sheet)
    assert (land.count("M"), land.count("Z"), border.count("M")) == (1, 1, 1)
    assert border == "M50 62 50 38"
    assert draw(TOPOLOGY, Sheet(100, 100, sheet.projection, borders=False))[1] == ""


def test_the_southern_end_is_left_out() -> None:
    south = {**TOPOLOGY, "transform": {"scale": [1, 1], "translate": [0, -80]}}
    assert draw(south, Sheet(100, 100, CylindricalEqualArea(37.5, 100, 50, 50)))[0] == ""
