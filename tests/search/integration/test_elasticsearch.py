"""The outbox, reindexing and reconciliation against a real node."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cities.models import InitiativePage
from portal.settings.base import ENVIRONMENT
from search.analysis import LANGUAGES, normalise, terms_of
from search.engines import elastic_engine, engine, forget
from search.engines.contract import EngineDownError, SearchRequest
from search.models import SearchChange, SearchDocument, SearchIndex
from search.services import reindex
from search.services.outbox import drain as drain_outbox
from search.services.reindex import check, rebuild_elastic, tidy
from tests.factories.search import make_initiative, make_terms
from tests.factories.world import World
from tests.search.contract.corpus import PAIRS

pytestmark = [
    pytest.mark.elasticsearch,
    pytest.mark.skipif(not ENVIRONMENT.elasticsearch_url, reason="ELASTICSEARCH_URL isn't set"),
]
TEXTS = [
    "L’évaluation des compétences à l'œuvre : 1 200 personnes, 96,5 % de moins de 25 ans",
    "Aujourd'hui, prud’homme ; rendez-vous à 14h30 (24/7) snake_case e.g. U.S.A.",
    "Els col·lectius i les pràctiques d'ocupació; il·lusió, COL·LECTIU",
    "The women's careers — workers’ counselling, studied companies",
    "Dell'orientamento all’estero, un'impresa, quest'anno",
    "Ação, formações, profissões; ªº ² ﬁn Öğretim İstanbul",
]


@pytest.fixture
def elastic(settings: Any, world: World) -> Iterator[Any]:
    """The node is chosen, with indices of this test's own; reads are patient, for the machine is shared."""
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URLS = ENVIRONMENT.elasticsearch_url.split(",")
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid.uuid4().hex[:12]}"
    forget()
    made = elastic_engine()
    made.reads = made.reads.options(request_timeout=30)
    made.writes = made.writes.options(request_timeout=120)
    make_terms()
    rebuild_elastic()
    yield made
    for index in made.own_indices():
        made.drop_index(index)
    forget()


def found(elastic: Any, text: str) -> int:
    elastic.refresh()
    answer = engine().search(SearchRequest(text=text))
    assert (answer.engine, answer.degraded) == ("elasticsearch", False)
    return int(answer.total)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_analysers_make_the_same_terms(elastic: Any, language: str) -> None:
    pairs = [word for pair in PAIRS["must_match"].get(language, []) for word in pair]
    text = normalise("\n".join([*TEXTS, *pairs]))
    answer = elastic.writes.indices.analyze(index=elastic.alias, analyzer=f"{language}_text", text=text)
    assert [token["token"] for token in answer["tokens"]] == terms_of(text, language)


def test_a_publication_arrives_by_the_worker(elastic: Any, world: World, drain: Callable[[], int]) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    assert SearchChange.objects.count() == 1
    assert found(elastic, "chaudronnerie") == 0
    drain()
    assert SearchChange.objects.count() == 0
    assert found(elastic, "chaudronnerie") == 1


def test_an_unpublication_is_a_tombstone_that_no_older_write_undoes(elastic: Any, world: World) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    drain_outbox()
    old = SearchDocument.objects.get()
    InitiativePage.objects.get(title="Chaudronnerie").unpublish()
    drain_outbox()
    assert found(elastic, "chaudronnerie") == 0
    assert elastic.send([old], elastic.live_indices()) == {}
    assert found(elastic, "chaudronnerie") == 0


def test_what_is_unpublished_is_not_shown_before_the_index_knows(elastic: Any, world: World, client_of: Any) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    drain_outbox()
    assert found(elastic, "chaudronnerie") == 1
    InitiativePage.objects.get(title="Chaudronnerie").unpublish()
    text = client_of().get("/fr/initiatives/?q=chaudronnerie").content.decode()
    assert 'class="hit"' not in text
    assert client_of().get("/api/v3/initiatives/?search=chaudronnerie").json()["items"] == []


def test_a_reindex_keeps_what_changes_meanwhile(elastic: Any, world: World) -> None:
    for number in range(3):
        make_initiative(world.paris, f"n{number}", language="fr", title=f"Atelier {number}")
    drain_outbox()
    before = elastic.live_indices()
    gone = InitiativePage.objects.get(title="Atelier 1")
    seen: list[int] = []

    def change_at_once(done: int, total: int) -> None:
        """The loader has read and sent all documents; one is unpublished and one made before the switch."""
        seen.append(done)
        if len(seen) == 1:
            gone.unpublish()
            make_initiative(world.paris, "new", language="fr", title="Nouveau")

    name = rebuild_elastic(progress=change_at_once)
    assert elastic.live_indices() == [name]
    assert name not in before
    assert SearchChange.objects.count() == 0
    assert (found(elastic, "atelier"), found(elastic, "nouveau")) == (2, 1)
    states = {index.name: index.state for index in SearchIndex.objects.all()}
    assert states == {name: "live", before[0]: "old"}


def test_a_failed_reindex_leaves_the_old_index_in_use(
    elastic: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    drain_outbox()
    before = elastic.live_indices()

    def fail(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_elastic(progress=fail)
    assert elastic.live_indices() == before == elastic.own_indices()
    assert SearchIndex.objects.count() == 1
    assert found(elastic, "chaudronnerie") == 1


def test_the_comparison_finds_lost_and_stray_states(elastic: Any, world: World) -> None:
    for number in range(4):
        make_initiative(world.paris, f"n{number}", language="fr", title=f"Atelier {number}")
    drain_outbox()
    assert check().is_clean
    first, second = SearchDocument.objects.order_by("pk")[:2]
    elastic.delete([first])
    SearchDocument.objects.filter(pk=second.pk).update(seq=second.seq + 1)
    third = SearchDocument.objects.order_by("pk")[2]
    third.seq += 1_000_000  # as if the database had been restored from before
    elastic.send([third], elastic.live_indices())
    assert check(repair=False).elastic == 3
    assert found(elastic, "atelier") == 3
    assert check().elastic == 3
    assert check().is_clean
    assert found(elastic, "atelier") == 4


def test_old_indices_and_tombstones_go_after_a_day(elastic: Any, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    InitiativePage.objects.get(title="Chaudronnerie").unpublish()
    drain_outbox()
    rebuild_elastic()
    tombstone = SearchDocument.objects.get()
    tidy()
    assert len(elastic.own_indices()) == 2
    assert elastic.versions(elastic.live_indices()[0], [tombstone.pk]) == {tombstone.pk: (tombstone.seq, False)}
    for name in ("KEEP_OLD", "KEEP_TOMBSTONES"):
        monkeypatch.setattr(reindex, name, datetime.timedelta(hours=-1))
    tidy()
    assert elastic.own_indices() == elastic.live_indices()
    assert elastic.versions(elastic.live_indices()[0], [tombstone.pk]) == {}
    assert check().is_clean


def test_what_a_failed_rebuild_left_goes_after_a_day(
    elastic: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = elastic.create_index()
    tidy()
    assert left in elastic.own_indices()
    monkeypatch.setattr(reindex, "KEEP_OLD", datetime.timedelta(hours=-1))
    tidy()
    assert elastic.own_indices() == elastic.live_indices()


def test_without_an_index_it_says_what_to_do(elastic: Any, world: World) -> None:
    for index in elastic.own_indices():
        elastic.drop_index(index)
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    assert "search rebuild" in drain_outbox().down
    assert elastic.own_indices() == []
    answer = engine().search(SearchRequest(text="chaudronnerie"))
    assert (answer.total, answer.degraded) == (1, True)
    with pytest.raises(EngineDownError, match="search rebuild"):
        reindex._check_elastic(repair=False)


def test_a_refused_document_waits_with_its_reason(elastic: Any, world: World) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    good = make_initiative(world.paris, "b", language="fr", title="Menuiserie")
    SearchDocument.objects.exclude(uid=good.uid).update(latitude=999.0, longitude=999.0)
    report = drain_outbox()
    assert report.sent == 1
    (change,) = SearchChange.objects.all()
    assert "location" in change.error
    assert found(elastic, "menuiserie") == 1
