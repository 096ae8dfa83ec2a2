"""What is compared: for each scenario the addresses that ask both projects for the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

from bench.questions import Data, Question

Request = tuple[str, str]
HUB = "localhost"
PER_PAGE = 20
FIELDS = "lead,cite,country,stage,start_year,end_year,poles,audiences"


@dataclass(frozen=True)
class Scenario:
    """One comparison. `note` says what the two do, where that isn't the same."""

    name: str
    title: str
    note: str
    ours: tuple[Request, ...]
    stock: tuple[Request, ...]


def _search(data: Data, questions: Sequence[Question]) -> Scenario:
    return Scenario(
        "search",
        "faceted search, data",
        "20 results, total, facets with counts; ours counts 8 facets, stock 7",
        tuple((HUB, f"/api/v3/initiatives/?{question.query('search')}") for question in questions),
        tuple((HUB, f"/search.json?{question.query('q')}") for question in questions),
    )


def _search_page(data: Data, questions: Sequence[Question]) -> Scenario:
    return Scenario(
        "searchpage",
        "faceted search, page",
        "the same as HTML, with navigation",
        tuple((HUB, f"/fr/{data.head['index']}/?{question.query('q')}") for question in questions),
        tuple((HUB, f"/fr/search/?{question.query('q')}") for question in questions),
    )


def _page(data: Data, questions: Sequence[Question]) -> Scenario:
    paths = tuple((row["host"], quote(row["path"])) for row in data.rows[: len(questions)])
    return Scenario(
        "page",
        "a Cité's page",
        "an initiative, uncached; ours shows similar ones and the network's frame",
        paths,
        paths,
    )


def _list(data: Data, questions: Sequence[Question]) -> Scenario:
    rng = Random(2)
    last = max(1, min(data.count, 10_000) - 100)
    offsets = [rng.randrange(0, last) // PER_PAGE * PER_PAGE for _question in questions]
    stock = f"/api/v2/pages/?type=initiatives.InitiativePage&fields={FIELDS}&order=-first_published_at&limit={PER_PAGE}"
    return Scenario(
        "list",
        "list of the API",
        "20 of all, newest first; ours counts its facets besides",
        tuple((HUB, f"/api/v3/initiatives/?order=recent&limit={PER_PAGE}&offset={offset}") for offset in offsets),
        tuple((HUB, f"{stock}&offset={offset}") for offset in offsets),
    )


MAKERS: dict[str, Callable[[Data, Sequence[Question]], Scenario]] = {
    "search": _search,
    "searchpage": _search_page,
    "page": _page,
    "list": _list,
}
NAMES = (*MAKERS, "engine", "save")


def make(name: str, data: Data, questions: Sequence[Question]) -> Scenario:
    """A scenario by name."""
    return MAKERS[name](data, questions)
