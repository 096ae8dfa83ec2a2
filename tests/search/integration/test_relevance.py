"""The gates of the judged set, on every engine; what is the installation's stays as it is."""

from __future__ import annotations

import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.settings.base import ENVIRONMENT
from search.engines import database_engine, forget, speller
from search.engines.contract import SearchRequest
from search.models import SearchChange, SearchClock, SearchDocument, SearchWord
from search.services.relevance import DATABASE, ELASTICSEARCH, PLANTED, evaluate, gates, judged_sets
from search.services.relevance import evaluation as evaluation_module
from search.services.relevance.aside import tables_aside
from search.services.relevance.evaluation import Evaluation
from search.services.relevance.table import misses
from tests.factories.search import make_initiative, make_terms
from tests.factories.world import World


@pytest.fixture
def kept(world: World) -> SearchDocument:
    """An initiative of the installation, which answers questions of the judged set."""
    make_terms()
    row = make_initiative(
        world.paris, "kept", language="fr", title="La soudure, l’illettrisme et le permis de conduire"
    )
    return SearchDocument.objects.get(uid=row.uid)


def state() -> list[Any]:
    """Everything the search keeps."""
    found: list[Any] = [list(model._default_manager.order_by("pk").values()) for model in (SearchDocument, SearchWord)]
    return [*found, SearchClock.objects.values().get(), SearchChange.objects.count(), sorted(database_engine().held())]


def explained(evaluations: list[Evaluation]) -> str:
    return "\n".join(line for evaluation in evaluations for line in misses(evaluation))


def test_the_gates_hold_with_the_databases_engine(kept: SearchDocument) -> None:
    before = state()
    evaluations = [found for judged in judged_sets() for found in evaluate(judged, [DATABASE])]
    assert [found.judged.name for found in evaluations] == [PLANTED, "demonstration"]
    assert [gate for gate in gates(evaluations) if not gate.is_met] == [], explained(evaluations)
    everything = evaluations[1].mean()
    assert everything is not None
    assert everything[1].ndcg >= 0.95, explained(evaluations)
    for evaluation in evaluations:
        assert len(evaluation.asked) == len(evaluation.judged.questions)
    assert state() == before
    assert [hit.id for hit in database_engine().search(SearchRequest(text="soudure")).hits] == [kept.pk]
    assert "chaudronnier" not in speller().vocabularies()["fr"].words


def test_the_installations_tables_are_back_whatever_happens(kept: SearchDocument) -> None:
    before = state()
    with tables_aside():
        assert (SearchDocument.objects.count(), SearchWord.objects.count(), database_engine().indexed()) == (0, 0, 0)
        SearchDocument.objects.create(cite_id=kept.cite_id, pk=1)
    assert state() == before
    with pytest.raises(KeyError, match="stopped"), tables_aside():
        raise KeyError("stopped")
    assert state() == before


def test_nothing_is_left_in_the_database(kept: SearchDocument) -> None:
    tables = set(connection.introspection.table_names())
    list(evaluate(judged_sets()[0], [DATABASE]))
    assert set(connection.introspection.table_names()) == tables


def said(*arguments: str) -> str:
    output = StringIO()
    call_command("search", "evaluate", *arguments, stdout=output)
    return output.getvalue()


def test_the_command_prints_table_and_gates(world: World) -> None:
    lines = said("--misses").splitlines()
    name = database_engine().name
    assert lines[0].startswith("engine")
    assert sum(line.startswith(f"{name}  planted") and "  misspelt  " in line for line in lines) == 7
    assert [line for line in lines if line.startswith("MISSED")] == []
    assert sum(line.startswith("met") for line in lines) == 8
    assert any(", planted: 0." in line and "missing:" in line for line in lines)


def test_a_missed_gate_is_an_error(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation_module, "LEAST_NDCG", 1.01)
    with pytest.raises(CommandError, match=r"Gates missed: 1 of 8\."):
        said()


def test_elasticsearch_is_not_asked_where_there_is_none(world: World, settings: Any) -> None:
    settings.SEARCH_ENGINE = "database"
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL isn’t set"):
        said("--engine=elasticsearch")


def test_a_node_that_does_not_answer_is_said_in_a_sentence(world: World, settings: Any) -> None:
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URLS = ["http://127.0.0.1:9"]
    with pytest.raises(CommandError, match="Elasticsearch:"):
        said("--engine=elasticsearch")


@pytest.mark.elasticsearch
@pytest.mark.skipif(not ENVIRONMENT.elasticsearch_url, reason="ELASTICSEARCH_URL isn't set")
def test_elasticsearch_ranks_as_well(kept: SearchDocument, settings: Any) -> None:
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URLS = ENVIRONMENT.elasticsearch_url.split(",")
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid.uuid4().hex[:12]}"
    forget()
    before = state()
    evaluations = [found for judged in judged_sets() for found in evaluate(judged, [DATABASE, ELASTICSEARCH])]
    assert [found.engine for found in evaluations] == [database_engine().name, "elasticsearch"] * 2
    assert [gate for gate in gates(evaluations) if not gate.is_met] == [], explained(evaluations)
    assert state() == before
    indices = evaluation_module._patient_engine().writes.indices
    assert dict(indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*")) == {}
