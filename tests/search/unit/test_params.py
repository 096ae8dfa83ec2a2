"""Addresses of a search: read tolerantly, written in one order."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from search.enums import MAX_TEXT, Order
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


def test_long_and_many_values_are_cut() -> None:
    params = read("q=" + "a" * 5000 + "".join(f"&cite={number}" for number in range(500)))
    assert len(params.text) == MAX_TEXT
    assert len(params.filters["cite"]) == 40
