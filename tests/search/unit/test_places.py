"""What the name of a place, or a pair of numbers, means."""

from __future__ import annotations

import pytest
from django.utils import translation

from search.places import find_place

SAINT_DENIS, ON_REUNION = (48.94, 2.35), (-20.88, 55.45)
AROUND_PARIS = [(48.86, 2.35), (48.89, 2.2), (48.79, 2.45)]


def rounded(text: str, **given: object) -> tuple[float, float] | None:
    place = find_place(text, **given)  # type: ignore[arg-type]  # what a test gives
    return (round(place.latitude, 2), round(place.longitude, 2)) if place else None


@pytest.mark.parametrize(
    "text",
    ["48.85,2.35", "48.85; 2.35", "48,85; 2,35", "48,85;2,35", "48,85 2,35", "48,85, 2,35", " 48.85  2.35 "],
)
def test_coordinates_are_read_as_people_write_them(text: str) -> None:
    assert rounded(text) == (48.85, 2.35)


@pytest.mark.parametrize(
    ("text", "point"),
    [("48,85", (48, 85)), ("-20,9; 55,4", (-20.9, 55.4)), ("75 012", None), ("91,5; 2,0", None), ("48,85,2,35", None)],
)
def test_a_comma_between_numbers_stays_one(text: str, point: tuple[float, float] | None) -> None:
    assert rounded(text) == point


@pytest.mark.parametrize("name", ["Saint-Denis", "saint denis", "St Denis", "st-denis"])
def test_of_one_name_the_town_near_most_cites_then_the_largest(name: str) -> None:
    assert rounded(name) == ON_REUNION
    assert rounded(name, cites=[*AROUND_PARIS, ON_REUNION]) == SAINT_DENIS
    assert rounded(name, cites=[AROUND_PARIS[0], ON_REUNION]) == ON_REUNION
    assert rounded(name, cites=[(45.75, 4.85)]) == ON_REUNION


def test_to_a_cite_it_is_the_nearest() -> None:
    assert rounded("Saint-Denis", home=(-21.3, 55.5), cites=AROUND_PARIS) == ON_REUNION
    assert rounded("Saint-Denis", home=(43.3, 5.4)) == SAINT_DENIS


def test_the_country_may_be_said() -> None:
    assert (rounded("Saint-Denis, FR"), rounded("st denis,re")) == (SAINT_DENIS, ON_REUNION)
    assert rounded("Saint-Denis, PT") is None


def test_each_of_them_is_named_and_asked_for() -> None:
    with translation.override("en"):
        place = find_place("st denis")
        assert place is not None
        assert (place.name, place.country) == ("Saint-Denis, La Réunion", "RE")
        assert [(place.label(town), place.asked(town)) for town in place.others] == [
            ("Saint-Denis, France", "Saint-Denis, FR")
        ]
        twins = find_place("Salamanca")
        assert twins is not None
        assert twins.name == "Salamanca, Spain (40.43; -3.68)"
        ((other, asked),) = [(twins.label(town), twins.asked(town)) for town in twins.others]
        assert (other, rounded(asked)) == ("Salamanca, Spain (40.97; -5.66)", (40.97, -5.66))


@pytest.mark.parametrize("name", ["Porto", "Lyon", "Gênes"])
def test_what_has_its_name_alone_is_called_as_it_was_asked(name: str) -> None:
    """Other towns are also called Porto; none but one is Porto."""
    place = find_place(name)
    assert place is not None
    assert (place.name, place.others) == (name, ())
