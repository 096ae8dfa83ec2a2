"""Addresses of a search: read tolerantly, written in one order."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from cities.selectors.around import CiteFace
from search.enums import MAX_TEXT, Order
from search.facets import SearchFrame, understood
from search.params import Params, parse_params

FULL = (
    "q=m%C3%A9tier&exact=1&pole=emploi&pole=orientation&cite=porto&year=2017&near=Lyon&radius=100"
    "&year_from=2010&year_to=2020&sort=recent&page=3"
)


def read(query: str) -> Params:
    return parse_params(QueryDict(query))


def test_everything_is_read_and_written_again() -> None:
    params = read(FULL)
    assert params == Params(
        text="métier",
        exact=True,
        filters={"pole": ("emploi", "orientation"), "cite": ("porto",), "year": ("2017",)},
        year_from=2010,
        year_to=2020,
        near="Lyon",
        radius=100,
        order=Order.RECENT,
        page=3,
    )
    assert params.address(page=3) == "?" + FULL


def test_one_question_has_one_address() -> None:
    one = read("pole=orientation&pole=emploi&q= a  b ")
    other = read("q=a+b&pole=emploi&pole=orientation&pole=emploi&page=1")
    assert one.address() == other.address() == "?q=a+b&pole=emploi&pole=orientation"


def test_changing_a_filter_goes_back_to_the_first_page() -> None:
    params = read("q=a&pole=x&page=4&sort=year")
    assert params.with_value("pole", "b") == "?q=a&pole=b&pole=x&sort=year"
    assert params.without("pole", "x") == "?q=a&sort=year"
    assert params.without("pole") == "?q=a&sort=year"
    assert read("pole=x").without("pole") == "?"


def test_the_canonical_address_ignores_order_and_page() -> None:
    assert read("q=a&sort=year&page=4").canonical() == "?q=a"
    assert read("sort=year&page=4").canonical() == ""


@pytest.mark.parametrize(
    ("query", "own"),
    [("", ""), ("page=1", ""), ("page=2", "?page=2"), ("page=3&pole=a", "?pole=a&page=3"),
     ("page=2&sort=year&pole=a", "?pole=a"), ("page=0", ""), ("page=abc", "")],
)  # fmt: skip
def test_each_page_has_a_canonical_address_of_its_own(query: str, own: str) -> None:
    assert read(query).canonical_page() == own


@pytest.mark.parametrize(
    ("query", "listed"),
    [("", True), ("pole=a", True), ("page=2", True), ("pole=a&pole=b", False), ("q=a", False), ("near=Lyon", False),
     ("year_from=2010", False), ("year_from=x", False)],
)  # fmt: skip
def test_what_robots_may_list(query: str, listed: bool) -> None:
    assert read(query).is_for_robots is listed


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("year_from=abc", {"year_from"}),
        ("year_from=²", {"year_from"}),
        ("year_from=-5&year_to=99999", {"year_from", "year_to"}),
        ("year_from=2020&year_to=2010", {"year_to"}),
        ("radius=7&sort=nothing&page=0", set()),
        ("page=999999999999999999999999", set()),
        ("q=%00&pole=%00&near=%00", set()),
        ("unknown=1&__proto__=2", set()),
    ],
)
def test_what_cannot_be_read_is_left_out_and_said(query: str, wrong: set[str]) -> None:
    params = read(query)
    assert set(params.errors) == wrong
    assert params.page == 1
    assert params.radius == 50


def test_years_that_are_crossed_are_neither_applied_nor_lost() -> None:
    params = read("year_from=2020&year_to=2010")
    assert (params.year_from, params.year_to, params.is_filtered) == (None, None, False)
    assert params.fields == {"near": "", "year_from": "2020", "year_to": "2010"}
    assert "2020" in params.errors["year_to"]
    assert "2010" in params.errors["year_to"]
    assert params.canonical() == ""
    half = read("year_from=2010&year_to=x")
    assert (half.year_from, half.year_to, half.fields["year_to"]) == (2010, None, "x")


@pytest.mark.parametrize(
    ("query", "ignored"),
    [("radius=7&near=Lyon", {"radius"}), ("sort=zz&page=x", {"sort", "page"}), ("page=501", {"page"}),
     ("sort=&page=", set()), ("radius=50&sort=year&page=3", set())],
)  # fmt: skip
def test_what_changes_nothing_is_said_to_be_left_out(query: str, ignored: set[str]) -> None:
    params = read(query)
    assert set(params.ignored) == ignored
    assert params.errors == {}


def frame() -> SearchFrame:
    porto = CiteFace.__new__(CiteFace)
    object.__setattr__(porto, "country", "PT")
    return SearchFrame({"pole": {"emploi": {}}, "audience": {"jeunes": {}}}, {"porto": porto}, ("fr",))


def test_what_nobody_knows_stays_in_no_address() -> None:
    params = read("q=a&pole=emploi&pole=zz&cite=porto&cite=none&country=XX&year=20x&stage=zz&near=Zzzz&audience=jeunes")
    found = understood(params, frame(), cite_id=None)
    assert found.canonical() == "?q=a&pole=emploi&cite=none&cite=porto&audience=jeunes"
    assert set(found.errors) == {"pole=zz", "country=XX", "year=20x", "stage=zz", "near"}
    assert found.fields["near"] == "Zzzz"
    assert not found.is_for_robots
    assert understood(found, frame(), cite_id=None).canonical() == found.canonical()
    assert understood(read("pole=zz&near=Lyon"), None, cite_id=None).canonical() == "?pole=zz&near=Lyon&radius=50"


def test_on_a_site_of_one_cite_neither_cite_nor_country_narrow() -> None:
    found = understood(read("cite=porto&country=PT&pole=emploi"), frame(), cite_id=3)
    assert found.canonical() == "?pole=emploi"
    assert (set(found.ignored), found.errors) == ({"cite", "country"}, {})


def test_long_and_many_values_are_cut() -> None:
    params = read("q=" + "a" * 5000 + "".join(f"&cite={number}" for number in range(500)))
    assert len(params.text) == MAX_TEXT
    assert len(params.filters["cite"]) == 40
