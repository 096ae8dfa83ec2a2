"""Measures against figures worked out by hand, gates, the table, and judgements that say something impossible."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.enums import Step
from search.models import SearchDocument
from search.services.relevance import JudgedSet, Question, Score, gates, judged_sets, score
from search.services.relevance import judged as judged_module
from search.services.relevance.aside import HEAD, REFERENCE
from search.services.relevance.evaluation import Asked, Evaluation
from search.services.relevance.judged import KINDS, LANGUAGES, PLANTED, JudgedDataError
from search.services.relevance.table import misses, table, verdict

IDEAL = 7 + 3 / math.log2(3) + 1 / 2
PERFECT = Score(1.0, 1.0, 1.0)
NOTHING = Score(0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([1, 2, 3], PERFECT),
        ([1, 2, 3, 9, 8], PERFECT),
        ([2, 1, 3], Score((3 + 7 / math.log2(3) + 1 / 2) / IDEAL, 1.0, 1.0)),
        ([9, 1], Score((7 / math.log2(3)) / IDEAL, 1 / 3, 1 / 2)),
        ([3, 9, 9, 2], Score((1 + 3 / math.log2(5)) / IDEAL, 2 / 3, 1 / 4)),
        ([], NOTHING),
        ([9, 8], NOTHING),
    ],
)
def test_an_answer_is_measured_by_its_grades_and_their_places(found: list[int], expected: Score) -> None:
    result = score(found, {1: 3, 2: 2, 3: 1})
    assert (result.ndcg, result.recall, result.reciprocal_rank) == pytest.approx(
        (expected.ndcg, expected.recall, expected.reciprocal_rank)
    )


def test_where_nothing_should_be_found_anything_is_wrong() -> None:
    assert score([], {}) == PERFECT
    assert score([1], {}) == NOTHING


def test_only_the_first_ten_are_gained_from_and_the_first_page_recalled() -> None:
    late = score([*range(100, 110), 1], {1: 3})
    assert (late.ndcg, late.recall, late.reciprocal_rank) == (0.0, 1.0, pytest.approx(1 / 11))
    assert score([*range(100, 120), 1], {1: 3}).recall == 0.0


def evaluation(kind: str, ndcg: float, *, wrong: str = "", name: str = PLANTED) -> Evaluation:
    """One question of each type, answered alike but for one type."""
    judged = JudgedSet(name, [], [], {1: "fr/a", 2: "fr/b"})
    asked = tuple(
        Asked(Question("q", "fr", each, {1: 3}), (2,), Step.ALL, "q", Score(0.5 if each == wrong else ndcg, 1.0, 1.0))
        for each in KINDS
    )
    return Evaluation(kind, kind, judged, asked)


def missed(*evaluations: Evaluation) -> list[str]:
    return [gate.name for gate in gates(evaluations) if not gate.is_met]


def test_gates_hold_each_type_and_the_whole() -> None:
    assert missed(evaluation("database", 0.96)) == []
    assert missed(evaluation("database", 0.94)) == ["database, planted: NDCG@10"]
    assert missed(evaluation("database", 1.0, wrong="elided")) == [
        "database, planted: NDCG@10",
        "database, planted, elided: NDCG@10",
    ]
    assert missed(evaluation("database", 0.1, name="demonstration")) == []


def test_gates_hold_the_engines_together() -> None:
    assert missed(evaluation("database", 0.99), evaluation("elasticsearch", 0.975)) == []
    apart = missed(evaluation("database", 0.99), evaluation("elasticsearch", 0.96))
    assert apart == ["planted: NDCG@10 of the engines apart"]
    assert len(list(gates([evaluation("elasticsearch", 0.99)]))) == len(KINDS)


def test_the_table_has_a_line_for_each_language_type_and_engine() -> None:
    lines = table([evaluation("database", 0.9), evaluation("elasticsearch", 0.8)])
    assert lines[0].split() == ["engine", "set", "language", "type", "questions", "NDCG@10", "recall@20", "MRR"]
    body = [line.split() for line in lines[2:]]
    assert len(body) == 2 * 2 * (len(KINDS) + 1)
    assert ["database", "planted", "fr", "exact", "1", "0.900", "1.000", "1.000"] in body
    assert ["elasticsearch", "planted", "all", "all", "7", "0.800", "1.000", "1.000"] in body


def test_misses_name_what_was_found_and_what_was_not() -> None:
    (first, *_rest) = misses(evaluation("database", 0.9, wrong="none"))
    assert first == "database, planted: 0.500 fr none, “q”, all: fr/b (0); missing: fr/a (3)"
    assert verdict(next(iter(gates([evaluation("database", 0.9)])))).startswith("MISSED database, planted: NDCG@10")


# Pages without rows ask for their content type, which nobody may have asked for before.
def test_the_judged_sets_cover_every_language_and_type(db: None) -> None:
    planted, demonstration = judged_sets()
    asked = {(question.language, question.kind) for question in planted.questions}
    # Spanish and Portuguese elide nothing before the words of this domain.
    assert asked == {(code, kind) for code in LANGUAGES for kind in KINDS} - {("es", "elided"), ("pt", "elided")}
    for code in LANGUAGES:
        assert sum(document.languages == [code] for document in planted.documents) >= 30
        assert sum(question.language == code for question in planted.questions) >= 35
    assert {code for document in demonstration.documents for code in document.languages} == set(LANGUAGES)
    assert {question.language for question in demonstration.questions} == set(LANGUAGES)
    for judged in (planted, demonstration):
        assert len({question.text + question.language for question in judged.questions}) >= len(judged.questions) - 1
        # Most documents are no answer to a question: they are there to be left out.
        assert max(len(question.grades) for question in judged.questions) < len(judged.documents) / 5


def test_judged_documents_are_as_the_projection_makes_them_and_are_not_saved(db: None) -> None:
    planted, demonstration = judged_sets()
    before = SearchDocument.objects.count()
    for document in (*planted.documents, *demonstration.documents):
        code = document.languages[0]
        assert document.in_network
        assert document.cards[code]["title"]
        assert document.cite_slug in document.texts[code]["labels"].lower() or document.texts[code]["labels"]
        assert "<p>" not in document.texts[code]["body"]
    assert SearchDocument.objects.count() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "exact", "text": "soudure", "grades": {"no-such-document": 3}},
        {"type": "exact", "text": "soudure", "grades": {"soudeuses": 4}},
        {"type": "exact", "text": "soudure", "grades": {}},
        {"type": "none", "text": "soudure", "grades": {"soudeuses": 3}},
        {"type": "odd", "text": "soudure", "grades": {"soudeuses": 3}},
    ],
)
def test_impossible_judgements_are_refused(
    db: None, wrong: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in judged_module.FOLDER.glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        if path.stem == "fr":
            data["queries"].append(wrong)
        (tmp_path / path.name).write_text(json.dumps(data), encoding="utf-8")
    monkeypatch.setattr(judged_module, "FOLDER", tmp_path)
    with pytest.raises(JudgedDataError, match="soudure"):
        judged_sets()


@pytest.mark.parametrize(
    ("made", "aside"),
    [
        (
            'CREATE TABLE "search_x" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "cite_id" bigint NOT NULL '
            'REFERENCES "tenancy_cite" ("id") DEFERRABLE INITIALLY DEFERRED, "n" integer NOT NULL)',
            'CREATE TABLE temp."search_x" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "cite_id" bigint NOT NULL, '
            '"n" integer NOT NULL)',
        ),
        (
            "CREATE VIRTUAL TABLE search_terms USING fts5(title, tokenize='ascii')",
            "CREATE VIRTUAL TABLE temp.\"search_terms\" USING fts5(title, tokenize='ascii')",
        ),
    ],
)
def test_a_table_aside_refers_to_no_other(made: str, aside: str) -> None:
    assert REFERENCE.sub("", HEAD.sub(r'CREATE \1TABLE temp."\2"', made)) == aside


def test_means_of_nothing_are_none() -> None:
    assert evaluation("database", 1.0).mean(language="nl") is None
    assert evaluation("database", 1.0).mean(kind="exact") == (1, PERFECT)
    assert replace(evaluation("database", 1.0), asked=()).mean() is None
