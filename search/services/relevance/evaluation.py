"""Asking the judged questions of each engine, and the gates that the answers must pass."""

from __future__ import annotations

import statistics
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from search.engines import database_engine
from search.engines.contract import SearchEngine, SearchRequest
from search.engines.database import DatabaseEngine
from search.engines.spelling import Speller
from search.enums import Step
from search.models import SearchClock, SearchDocument
from search.selectors.ladder import Ladder
from search.services.relevance.aside import tables_aside
from search.services.relevance.judged import KINDS, PLANTED, JudgedSet, Question
from search.services.relevance.measures import PAGE, Score, score
from search.services.vocabulary import add_words, count_words

if TYPE_CHECKING:
    from search.engines.elastic import ElasticEngine

DATABASE, ELASTICSEARCH = "database", "elasticsearch"
# Of the planted set.
LEAST_NDCG = 0.95
LEAST_NDCG_OF_A_KIND = 0.90
MOST_APART = 0.02
# An evaluation isn't about time, and a node may be busy.
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what an engine found, on which step of the ladder, and what that is worth."""

    question: Question
    found: tuple[int, ...]
    step: Step
    shown: str
    score: Score


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answers of one engine to one set. `kind` is the engine's place (database or Elasticsearch), `engine` its
    name."""

    kind: str
    engine: str
    judged: JudgedSet
    asked: tuple[Asked, ...]

    def mean(self, *, language: str = "", kind: str = "") -> tuple[int, Score] | None:
        """How many questions there are of a language and a type, and their mean; None where there are none."""
        scores = [
            each.score
            for each in self.asked
            if language in ("", each.question.language) and kind in ("", each.question.kind)
        ]
        if not scores:
            return None
        return len(scores), Score(
            ndcg=statistics.mean(each.ndcg for each in scores),
            recall=statistics.mean(each.recall for each in scores),
            reciprocal_rank=statistics.mean(each.reciprocal_rank for each in scores),
        )


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold: the value found, and what it is held against."""

    name: str
    value: float
    limit: float
    is_met: bool


def evaluate(judged: JudgedSet, engines: Sequence[str]) -> Iterator[Evaluation]:
    """Ask every question of these engines, as visitors of the network's search do.

    The documents stand in an index of the evaluation's own; the installation's is neither read nor written.

    Raises:
        EngineDownError: Elasticsearch doesn't answer.
    """
    with tables_aside():
        database = type(database_engine())()
        _fill(database, judged)
        speller = Speller()
        for kind in engines:
            with ENGINES[kind](database, judged) as engine:
                ladder = Ladder(engine, speller)
                asked = tuple(_ask(ladder, question) for question in judged.questions)
            yield Evaluation(kind, engine.name, judged, asked)


def gates(evaluations: Sequence[Evaluation]) -> Iterator[Gate]:
    """What the planted set must reach with the database's engine, and how near Elasticsearch must be to it."""
    planted = {each.kind: each for each in evaluations if each.judged.name == PLANTED}
    database, elastic = planted.get(DATABASE), planted.get(ELASTICSEARCH)
    for found in planted.values():
        if found.kind == DATABASE:
            yield _at_least(f"{found.engine}, planted: NDCG@10", _ndcg(found), LEAST_NDCG)
        for kind in KINDS:
            yield _at_least(f"{found.engine}, planted, {kind}: NDCG@10", _ndcg(found, kind), LEAST_NDCG_OF_A_KIND)
    if database and elastic:
        apart = abs(_ndcg(database) - _ndcg(elastic))
        yield Gate("planted: NDCG@10 of the engines apart", apart, MOST_APART, apart <= MOST_APART)


def _at_least(name: str, value: float, limit: float) -> Gate:
    return Gate(name, value, limit, value >= limit)


def _ndcg(evaluation: Evaluation, kind: str = "") -> float:
    found = evaluation.mean(kind=kind)
    return found[1].ndcg if found else 0.0


def _fill(database: DatabaseEngine, judged: JudgedSet) -> None:
    SearchDocument.objects.bulk_create(judged.documents)
    SearchClock.objects.create(pk=1, seq=len(judged.documents))
    database.upsert(judged.documents)
    database.optimise()
    add_words(judged.documents)
    count_words(judged.documents)


def _ask(ladder: Ladder, question: Question) -> Asked:
    answer = ladder.answer(SearchRequest(text=question.text, language=question.language, limit=PAGE))
    found = tuple(hit.id for hit in answer.response.hits)
    return Asked(question, found, answer.step, answer.shown, score(found, question.grades))


@contextmanager
def _database(engine: DatabaseEngine, judged: JudgedSet) -> Iterator[SearchEngine]:
    yield engine


@contextmanager
def _elasticsearch(engine: DatabaseEngine, judged: JudgedSet) -> Iterator[SearchEngine]:
    """An index of this evaluation's own, dropped at its end."""
    elastic = _patient_engine()
    try:
        elastic.rebuild(judged.documents, total=len(judged.documents), progress=lambda done, total: None)
        yield elastic
    finally:
        for index in elastic.own_indices():
            elastic.drop_index(index)


def _patient_engine() -> ElasticEngine:
    from search.engines.elastic import ElasticEngine  # noqa: PLC0415  # half a second, where it is used only

    prefix = f"{settings.ELASTICSEARCH_PREFIX}-evaluate-{uuid.uuid4().hex[:8]}"
    elastic = ElasticEngine(settings.ELASTICSEARCH_URLS, prefix=prefix)
    elastic.reads = elastic.reads.options(request_timeout=PATIENCE)
    return elastic


ENGINES: dict[str, Callable[..., Any]] = {DATABASE: _database, ELASTICSEARCH: _elasticsearch}
