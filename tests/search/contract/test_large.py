"""What SQLite does differently where there are many documents: it ranks what passes the filters, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from portal.tenancy.models import Cite
from search.engines import database, database_engine, sqlite
from search.engines.contract import SearchRequest, SearchResponse
from search.enums import Match
from search.models import SearchDocument
from tests.search.contract.corpus import random_requests

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def ranking(response: SearchResponse) -> tuple[Any, ...]:
    hits = [(hit.id, round(hit.score, 9)) for hit in response.hits]
    return response.total, response.facets, hits


@pytest.fixture
def asked(documents: list[SearchDocument], cites: list[Cite]) -> list[SearchRequest]:
    """Questions with words, filtered or not."""
    found = [replace(request, limit=50) for request in random_requests(150, cites, seed=11) if request.text]
    return [*found, *(replace(request, match=Match.SOME) for request in found[:20])]


def test_many_documents_are_ranked_as_few(asked: list[SearchRequest], monkeypatch: pytest.MonkeyPatch) -> None:
    engine = database_engine()
    few = [ranking(engine.search(request)) for request in asked]
    assert sum(found[0] > 1 for found in few) > 30
    monkeypatch.setattr(database, "TWO_STAGES_ABOVE", 0)
    many = [engine.search(request) for request in asked]
    assert [ranking(response) for response in many] == few
    assert not any(response.two_stages for response in many)


def test_above_the_limit_titles_come_first_and_the_answer_says_so(
    asked: list[SearchRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = database_engine()
    whole = [request for request in asked if request.match == Match.ALL]
    few = [engine.search(request) for request in whole]
    for module in (database, sqlite):
        monkeypatch.setattr(module, "TWO_STAGES_ABOVE", 1)
    many = [engine.search(request) for request in whole]
    assert [(found.total, found.facets) for found in many] == [(found.total, found.facets) for found in few]
    assert [found.two_stages for found in many] == [found.total > 1 for found in many]
    for found in many:
        scores = [hit.score for hit in found.hits]
        assert scores == sorted(scores, reverse=True)
