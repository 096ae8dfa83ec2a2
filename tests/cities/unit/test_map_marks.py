"""Where markers and their names lie on the sheets of the map."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.template.loader import get_template

from cities.selectors.map_marks import LETTER, PHONE_LETTER, Marker, PanelMarks, Spot, marks_of, only
from cities.selectors.map_sheets import DENSE, EUROPE, PANELS, WORLD, dense_frame, dense_label, panel, panel_of
from cities.templatetags.directory import label_box

PARIS = Spot("paris", "Paris", 48.86, 2.35)
PORTO = Spot("porto", "Porto", 41.15, -8.61)
REUNION = Spot("reunion", "La Réunion", -21.34, 55.48)
MONTREAL = Spot("montreal", "Montréal", 45.5, -73.6)


def marks(*spots: Spot) -> dict[str, PanelMarks]:
    """The sheets by name."""
    return {found.slug: found for found in marks_of(spots)}


@pytest.mark.parametrize(
    ("place", "slug"),
    [
        ((48.86, 2.35), "dense"),
        ((50.63, 5.57), "dense"),
        ((41.15, -8.61), "europe"),
        ((41.9, 12.5), "europe"),
        ((16.27, -61.5), "guadeloupe"),
        ((-12.78, 45.23), "mayotte"),
        ((-21.34, 55.48), "reunion"),
        ((45.5, -73.6), "world"),
        ((-33.9, 18.4), "world"),
    ],
)
def test_each_place_has_its_sheet(place: tuple[float, float], slug: str) -> None:
    assert panel_of(*place).slug == slug


def test_what_is_enlarged_is_a_dot_on_the_whole() -> None:
    found = marks(PARIS, PORTO)
    assert [marker.key for marker in found["dense"].markers] == ["paris"]
    assert [marker.key for marker in found["europe"].markers] == ["porto"]
    (dot,) = found["europe"].dots
    assert dot.key == "paris"
    assert (dot.x, dot.y) == pytest.approx(EUROPE.sheet.projection.project(48.86, 2.35), abs=0.1)


def test_europe_is_drawn_though_nothing_lies_there_and_the_others_only_if_needed() -> None:
    assert list(marks(REUNION, MONTREAL)) == ["reunion", "europe", "world"]
    assert list(marks()) == ["europe"]


def test_a_filter_takes_markers_and_dots_away_and_moves_none() -> None:
    everything = marks_of([PARIS, PORTO, REUNION])
    some = {found.slug: found for found in only(everything, {"porto"})}
    assert (some["dense"].markers, some["reunion"].markers, some["europe"].dots) == ((), (), ())
    assert some["europe"].markers == next(found for found in everything if found.slug == "europe").markers


def box(marker: Marker) -> tuple[float, float, float, float]:
    """The room a name takes on a wide screen."""
    width = LETTER * len(marker.label)
    left = {"start": 0.0, "end": width, "middle": width / 2}[marker.anchor]
    return marker.label_x - left, marker.label_y - 10, marker.label_x - left + width, marker.label_y + 3


def crowd() -> list[Spot]:
    """Thirty places within one degree, and one alone."""
    near = [Spot(f"c{n}", f"Lieu {n}", 44 + (n % 6) / 6, 4 + (n // 6) / 5) for n in range(30)]
    return [*near, PORTO]


def test_names_never_touch_and_stay_on_the_sheet() -> None:
    named = [marker for marker in marks(*crowd())["europe"].markers if marker.rank != "bare"]
    assert len(named) > 5
    for one, other in combinations(map(box, named), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)
    for left, top, right, bottom in map(box, named):
        assert left >= 0
        assert top >= 0
        assert right <= EUROPE.sheet.width
        assert bottom <= EUROPE.sheet.height


def test_a_lonely_place_is_named_on_a_phone_too_and_a_crowded_one_keeps_its_marker() -> None:
    found = {marker.key: marker for marker in marks(*crowd())["europe"].markers}
    assert len(found) == 31
    assert found["porto"].rank == "key"
    assert "bare" in {marker.rank for marker in found.values()}
    assert PHONE_LETTER > LETTER


def test_the_same_places_give_the_same_map() -> None:
    assert marks_of(crowd()) == marks_of(crowd())


def test_the_frame_on_the_whole_is_where_the_enlargement_lies() -> None:
    numbers = [float(number) for number in dense_frame()[1:-1].replace("L", " ").split()]
    xs, ys = numbers[::2], numbers[1::2]
    x, y = EUROPE.sheet.projection.project(48.86, 2.35)
    assert min(xs) < x < max(xs)
    assert min(ys) < y < max(ys)
    assert max(xs) - min(xs) == pytest.approx(DENSE.sheet.width / 4, rel=0.05)


@pytest.mark.parametrize("sheet", PANELS, ids=lambda sheet: sheet.slug)
def test_the_ground_of_each_sheet_is_drawn_and_light(sheet: object) -> None:
    ground = get_template(sheet.template).render()
    assert ground.startswith('<path class="land" d="M')
    assert len(ground) < 12_000
    assert panel(sheet.slug) is sheet


def test_the_whole_map_is_light_enough() -> None:
    drawn = [panel for panel in PANELS if panel is not WORLD]
    assert sum(len(get_template(panel.template).render()) for panel in drawn) < 18_000


def test_the_label_of_an_enlargement_stands_over_the_middle_of_its_frame_in_a_box_of_its_width() -> None:
    corners = [tuple(map(float, part.split())) for part in dense_frame().strip("MZ").split("L")]
    left, right = min(x for x, _y in corners), max(x for x, _y in corners)
    x, y = dense_label()
    assert abs(x - (left + right) / 2) <= 3
    assert y <= min(y for _x, y in corners) + 3
    start, width = label_box("De Paris à Liège : 14 lieux", x)
    # Measured in a browser: 208 units while it is bold.
    assert 208 < width < 250
    assert abs(start + width / 2 - x) <= 1
