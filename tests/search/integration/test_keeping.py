"""Keeping the indices right without Elasticsearch: rebuild, comparison, terms that change; falling back at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult

from cities.models import InitiativePage, Pole
from portal.work.jobs import JOBS
from search.engines import database_engine, engine, forget
from search.engines.contract import SearchRequest
from search.models import SearchChange, SearchDocument, SearchWord
from search.services.outbox import drain
from search.services.reindex import check, documents, rebuild_database
from search.tasks import reconcile
from tests.factories.search import make_initiative, make_terms
from tests.factories.world import World, make_cite

ClientOf = Callable[..., Client]


@pytest.fixture
def wall(world: World) -> World:
    make_terms()
    make_initiative(world.paris, "a", language="fr", title="Les métiers en fête", poles=["emploi"])
    make_initiative(world.genova, "b", language="it", title="Mestieri in piazza")
    return world


@pytest.fixture
def refused(settings: Any) -> None:
    """Elasticsearch is chosen, and nothing listens where it should be."""
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URLS = ["http://127.0.0.1:9"]
    settings.ELASTICSEARCH_PREFIX = "test-nowhere"
    forget()


def found(text: str) -> int:
    return engine().search(SearchRequest(text=text)).total


def test_a_rebuild_makes_the_same_index(wall: World) -> None:
    database_engine().clear()
    assert found("métier") == 0
    steps: list[tuple[int, int]] = []
    assert rebuild_database(progress=lambda done, total: steps.append((done, total))) == 2
    assert steps[-1] == (2, 2)
    assert [found(text) for text in ("métier", "mestiere", "rien")] == [1, 1, 0]


def test_a_comparison_finds_and_repairs_what_drifted(wall: World) -> None:
    assert check().is_clean
    page = InitiativePage.objects.get(title="Mestieri in piazza")
    InitiativePage.objects.filter(pk=page.pk).update(live=False)  # past every signal
    lost = SearchDocument.objects.get(title_key="les metiers en fete")
    database_engine().remove([lost.pk])
    seen = check(repair=False)
    assert (seen.projected, seen.indexed) == (1, 1)
    assert (found("mestieri"), found("métiers")) == (1, 0)
    repaired = check()
    assert (repaired.projected, repaired.indexed) == (1, 1)
    assert (found("mestieri"), found("métiers")) == (0, 1)
    assert check().is_clean


def test_a_title_changed_past_every_signal_is_found_again(wall: World) -> None:
    InitiativePage.objects.filter(title="Mestieri in piazza").update(title="Chaudronnerie")
    assert found("chaudronnerie") == 0
    assert check().projected == 1
    assert found("chaudronnerie") == 1


def test_the_nightly_job_counts_words(wall: World, drain: Callable[[], int]) -> None:
    make_initiative(wall.paris, "c", language="fr", title="Métiers et fête")
    SearchWord.objects.create(language="fr", word="fantome", written="fantôme")
    reconcile.enqueue("2026-01-01T01:00:00+00:00")
    drain()
    assert DBTaskResult.objects.filter(task_path="search.tasks.reconcile", status="SUCCESSFUL").count() == 1
    assert SearchWord.objects.get(language="fr", word="metiers").texts == 2
    assert not SearchWord.objects.filter(word="fantome").exists()
    assert {"search-drain", "search-reconcile"} <= set(JOBS)


def test_a_renamed_term_is_searched_under_its_new_name(wall: World, drain: Callable[[], int]) -> None:
    pole = Pole.objects.get(slug="emploi")
    pole.name_fr = "Zzembauche"
    pole.save()
    assert found("zzembauche") == 0
    drain()
    assert found("zzembauche") == 1
    pole.delete()
    drain()
    assert found("zzembauche") == 0
    assert SearchDocument.objects.get(title_key="les metiers en fete").poles == []


def test_a_renamed_cite_is_searched_under_its_new_name(wall: World) -> None:
    wall.paris.short_name = "Lutèce"
    wall.paris.save()
    assert found("lutece") == 1


def test_a_cite_without_initiatives_costs_one_look(wall: World, queries: Callable[[], Any]) -> None:
    other = make_cite("lyon")
    with queries() as seen:
        other.save()
    assert not any("search_terms" in sql for sql in seen)
    assert sum("cities_initiative" in sql for sql in seen) == 1


def test_documents_are_read_in_chunks(wall: World) -> None:
    assert [document.pk for document in documents()] == sorted(SearchDocument.objects.values_list("pk", flat=True))


def test_without_elasticsearch_nothing_waits(wall: World) -> None:
    assert SearchChange.objects.count() == 0


def test_refused_reads_fall_back_within_a_second(wall: World, refused: None) -> None:
    started = time.monotonic()
    answer = engine().search(SearchRequest(text="métier"))
    assert time.monotonic() - started < 1
    assert (answer.total, answer.degraded, answer.engine) == (1, True, "sqlite" if _is_sqlite() else "postgresql")
    assert engine().totals([SearchRequest(text="métier")]) == [1]
    assert len(engine().suggest("meti", language="fr")) == 1
    document = SearchDocument.objects.get(title_key="les metiers en fete")
    assert isinstance(engine().similar(document, language="fr"), list)
    assert engine().health().ok is False


def _is_sqlite() -> bool:
    return database_engine().name == "sqlite"


def test_pages_and_api_say_so(wall: World, refused: None, client_of: ClientOf) -> None:
    assert client_of().get("/api/v3/initiatives/?search=metier").json()["degraded"] is True
    text = client_of().get("/fr/initiatives/?q=metier").content.decode()
    assert '<p class="note">' in text
    own = client_of("paris").get("/fr/initiatives/?q=metier").content.decode()
    assert '<p class="note">' not in own


def test_what_is_written_meanwhile_waits(wall: World, refused: None) -> None:
    make_initiative(wall.paris, "c", language="fr", title="Chaudronnerie")
    assert found("chaudronnerie") == 1
    (change,) = SearchChange.objects.all()
    report = drain()
    assert (report.sent, bool(report.down)) == (0, True)
    change.refresh_from_db()
    assert (change.attempts, bool(change.error)) == (0, True)  # the document isn't to blame
    assert change.not_before is not None
    assert drain().down == ""  # nothing is due
    document = SearchDocument.objects.get(pk=change.document_id)
    InitiativePage.objects.get(pk=document.original_page_id).unpublish()
    change.refresh_from_db()
    assert change.not_before is None
    assert change.seq > document.seq


def test_the_command_tells_and_repairs(wall: World) -> None:
    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("search", *arguments, stdout=out)
        return out.getvalue()

    assert "Documents: 2, of which the network’s: 2" in run("status")
    database_engine().clear()
    InitiativePage.objects.filter(title="Mestieri in piazza").update(title="Chaudronnerie")  # past every signal
    told = run("check", "--dry-run")
    assert ("unlike their pages: 1" in told, "unlike the database’s index: 2" in told) == (True, True)
    assert run("check", "--dry-run") == told
    put_right = run("check")  # projecting the one indexes it
    assert "unlike their pages, put right: 1" in put_right
    assert "unlike the database’s index, put right: 1" in put_right
    assert "database: 2 of 2" in run("rebuild")
    assert "Sent: 0" in run("drain")
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL"):
        run("rebuild", "--engine", "elasticsearch")
    for arguments in (("rebuild", "--dry-run"), ("drain", "--dry-run"), ("check", "--misses")):
        with pytest.raises(CommandError, match=f"{arguments[1]} is for .* only; nothing was done"):
            run(*arguments)


@pytest.mark.parametrize("action", ["rebuild", "check"])
def test_the_command_says_in_a_sentence_that_elasticsearch_is_down(wall: World, refused: None, action: str) -> None:
    with pytest.raises(CommandError, match="Elasticsearch:"):
        call_command("search", action, stdout=StringIO())
    out = StringIO()
    call_command("search", "status", stdout=out)
    assert "DOES NOT ANSWER" in out.getvalue()
