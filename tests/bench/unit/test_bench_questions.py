"""Questions and addresses: the same in every run, and the same of both projects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bench.questions import KINDS, Data, ask, read_data, words_of
from bench.scenarios import MAKERS, NAMES, make

HEAD = {"index": "initiatives", "languages": ["fr"], "poles": {}, "audiences": {}, "cites": []}


def entry(number: int) -> dict[str, Any]:
    return {
        "host": "gen-lyon.localhost",
        "path": f"/fr/initiatives/été-{number}/",
        "language": "fr",
        "title": f"Atelier Soudure numéro{number}",
        "lead": "Une découverte sensible",
        "description": f"<p data-block-key='descr'>Les participants essaient plusieurs gestes quotidiens {number}</p>",
        "results": "<p>Quarante inscriptions</p>",
        "place_name": "Lyon",
        "country": "FR",
        "stage": "running",
        "poles": ["emploi", "formation"],
        "start_year": 2000 + number % 20,
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "data.jsonl"
    found.write_text("\n".join(json.dumps(line) for line in [HEAD, *map(entry, range(200))]), encoding="utf-8")
    return found


def test_a_sample_is_the_same_in_every_run_and_not_just_the_beginning(file: Path) -> None:
    data = read_data(file, sample=20)
    assert (data.count, len(data.rows), data.head) == (200, 20, HEAD)
    assert read_data(file, sample=20) == data
    assert list(data.rows) != [entry(number) for number in range(20)]


def test_small_data_are_taken_whole(file: Path) -> None:
    assert list(read_data(file, sample=1000).rows) == [entry(number) for number in range(200)]


def test_questions_are_of_every_kind_with_none_one_and_two_filters(file: Path) -> None:
    data = read_data(file, sample=60)
    questions = ask(data, count=48)
    assert ask(data, count=48) == questions
    assert {(question.kind, len(question.filters)) for question in questions} == {
        (kind, filtered) for kind in KINDS for filtered in range(3)
    }


def test_a_question_holds_words_and_values_of_one_page(file: Path) -> None:
    data = read_data(file, sample=60)
    for row, question in zip(data.rows, ask(data, count=60), strict=True):
        text = f"{row['title']} {row['lead']} {row['description']} {row['results']} {row['place_name']}".lower()
        assert all(word in text for word in question.text.split())
        assert "block" not in question.text
        known = {"country": "FR", "stage": "running", "pole": "emploi", "year": str(row["start_year"])}
        assert question.filters.items() <= known.items()


def test_words_that_say_nothing_are_not_asked_for() -> None:
    assert words_of("<p class='después'>Después, quien visita</p>", "es") == ["visita"]
    assert words_of("Après la visite, pendant", "fr") == ["visite"]


@pytest.mark.parametrize("name", ["search", "searchpage"])
def test_both_are_asked_the_same(file: Path, name: str) -> None:
    data = read_data(file, sample=12)
    scenario = make(name, data, ask(data, count=12))
    assert len(scenario.ours) == len(scenario.stock) == 12
    for (_host, mine), (_other, theirs) in zip(scenario.ours, scenario.stock, strict=True):
        asked, wanted = (parse_qs(urlsplit(path).query) for path in (mine, theirs))
        assert [asked.pop("search", asked.pop("q", None)), asked] == [wanted.pop("q"), wanted]


def test_pages_have_the_same_addresses_quoted(file: Path) -> None:
    scenario = make("page", read_data(file, sample=4), ask(read_data(file, sample=4), count=4))
    assert scenario.ours == scenario.stock
    assert all(host == "gen-lyon.localhost" and "%C3%A9t%C3%A9" in path for host, path in scenario.ours)


def test_lists_begin_at_the_same_offsets_within_the_data(file: Path) -> None:
    data = read_data(file, sample=12)
    scenario = make("list", data, ask(data, count=12))
    offsets = [
        [int(parse_qs(urlsplit(path).query)["offset"][0]) for _host, path in requests]
        for requests in (scenario.ours, scenario.stock)
    ]
    assert offsets[0] == offsets[1]
    assert all(0 <= offset < data.count and offset % 20 == 0 for offset in offsets[0])


def test_every_scenario_has_a_name_to_choose_it_by() -> None:
    data = Data(HEAD, [entry(1)], 1)
    assert [make(name, data, ask(data, count=1)).name for name in MAKERS] == [*MAKERS]
    assert NAMES == ("search", "searchpage", "page", "list", "engine", "save")
