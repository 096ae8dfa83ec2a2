"""Three nodes, one of which is killed and comes back while searches and publications go on."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from elasticsearch import Elasticsearch

from cities.models import InitiativePage
from search.engines import forget
from search.engines.contract import SearchRequest
from search.engines.elastic import ElasticEngine
from search.models import SearchDocument
from search.services.outbox import drain, note_changes
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.contract.corpus import plant
from tests.search.faults import FAULTS
from tests.search.faults.conftest import choose, patient
from tests.search.faults.test_writes import drained
from tests.search.faults.truth import agrees, from_elastic, held, meant, until
from tests.services.nodes import FOLDER_VARIABLE, Nodes

pytestmark = [*FAULTS, pytest.mark.django_db(transaction=True)]
READERS = 2
DOCUMENTS = 300
WORKSHOPS = 10


@pytest.fixture
def cluster() -> Iterator[Nodes]:
    made = Nodes(Path(os.environ[FOLDER_VARIABLE]), f"three-{os.getpid()}", count=3)
    try:
        made.start()
        yield made
    finally:
        made.clean()


def health(elastic: ElasticEngine) -> tuple[str, int]:
    """Colour and number of nodes."""
    found = elastic.writes.cluster.health()
    return found["status"], found["number_of_nodes"]


def node_of_the_primary(elastic: ElasticEngine) -> int:
    """The number of the node that has the index's primary shard."""
    shards = elastic.writes.cat.shards(index=elastic.alias, format="json", h=["prirep", "node"])
    return next(int(shard["node"].removeprefix("node-")) for shard in shards if shard["prirep"] == "p")


class Traffic:
    """Readers who search through the portal, one who asks the cluster alone, and one who publishes and sends."""

    def __init__(self, looking: ElasticEngine, pages: list[int]) -> None:
        self.looking, self.pages = looking, pages
        self.sent: Counter[str] = Counter()
        self.lost: list[str] = []
        self.slowest = 0.0
        self._over = threading.Event()
        tasks = [*[self._read] * READERS, self._ask_the_cluster, self._write]
        self._threads = [threading.Thread(target=self._go_on, args=(task,)) for task in tasks]

    def __enter__(self) -> Traffic:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, task: Callable[[int], str]) -> None:
        turn = 0
        try:
            while not self._over.is_set():
                try:
                    self.sent[task(turn)] += 1
                except Exception as error:  # that is what is counted
                    self.lost.append(f"{task.__name__}: {error}"[:200])
                turn += 1
        finally:
            connection.close()

    def _read(self, turn: int) -> str:
        begun = time.monotonic()
        answer = engine_of_the_portal().search(SearchRequest(text="chaudronnerie", limit=50))
        self.slowest = max(self.slowest, time.monotonic() - begun)
        if answer.total > WORKSHOPS:
            raise AssertionError(f"{answer.total} found of {WORKSHOPS}")
        return "reads answered by the database" if answer.degraded else "reads answered by the cluster"

    def _ask_the_cluster(self, turn: int) -> str:
        answer = self.looking.search(SearchRequest(text="emploi", language="fr"))
        if not answer.total:
            raise AssertionError("nothing found")
        return "searches of the cluster alone"

    def _write(self, turn: int) -> str:
        page = InitiativePage.objects.get(pk=self.pages[turn % len(self.pages)])
        if page.live:
            page.unpublish()
        else:
            page.get_latest_revision().publish()
        report = drain()
        return "publications put off" if report.down else "publications sent"


def engine_of_the_portal() -> Any:
    from search.engines import engine  # noqa: PLC0415  # the one that reads are asked of, as settings are now

    return engine()


def test_one_of_three_nodes_dies_and_comes_back(
    cluster: Nodes, world: World, settings: Any, client_of: Callable[..., Client], capsys: Any
) -> None:
    choose(settings, cluster.urls)
    looking = patient(cluster.urls)
    looking.reads = looking.reads.options(request_timeout=60, max_retries=3, retry_on_timeout=True)
    rows = [
        make_initiative(world.paris, f"n{number}", language="fr", title=f"Chaudronnerie {number}")
        for number in range(WORKSHOPS)
    ]
    pages = [InitiativePage.objects.get(translation_key=row.uid).pk for row in rows]
    note_changes(plant([world.paris, world.genova, world.porto], DOCUMENTS))
    until(drained)
    until(lambda: health(looking) == ("green", 3))
    looking.refresh()
    until(lambda: from_elastic("chaudronnerie") == WORKSHOPS)
    dies = node_of_the_primary(looking)
    marks: list[int] = []
    with Traffic(looking, pages) as traffic:

        def several_more(count: int = 15) -> None:
            """Let that much of everything happen."""
            wanted = Counter(traffic.sent)
            until(
                lambda: all(
                    sum(traffic.sent[name] - wanted[name] for name in traffic.sent if name.startswith(kind)) >= count
                    for kind in ("reads", "searches", "publications")
                ),
                seconds=300,
            )
            marks.append(sum(traffic.sent.values()))

        several_more()
        cluster.kill(dies)
        several_more()
        cluster.restart(dies)
        several_more()
        until(lambda: health(looking) == ("green", 3), seconds=300)
    until(drained)
    assert agrees(looking)
    wanted = meant()
    assert len(wanted) == DOCUMENTS + WORKSHOPS
    published = sum(state for _seq, state in wanted.values())
    counts = {url: count_at(url, looking) for url in cluster.urls}
    with capsys.disabled():
        print(
            f"\nthree nodes, node {dies} (with the primary shard) killed and restarted: {sum(traffic.sent.values())}"
            f" requests ({dict(traffic.sent)}), lost: {len(traffic.lost)}, slowest read of the portal"
            f" {traffic.slowest:.2f} s; published in the database {published}, on each node {list(counts.values())}"
        )
    assert traffic.lost == []
    assert set(counts.values()) == {published}
    assert len(held(looking)) == SearchDocument.objects.filter(pk__in=held(looking)).count()
    assert until(from_elastic) == published
    forget()


def count_at(url: str, elastic: ElasticEngine) -> int:
    """How many published documents one node counts, asked directly; every copy of the index, one after the other."""
    node = Elasticsearch(url, request_timeout=60)
    node.indices.refresh(index=elastic.alias)
    found = {
        node.count(index=elastic.alias, query={"term": {"published": True}}, preference=f"copy-{turn}")["count"]
        for turn in range(6)
    }
    node.close()
    assert len(found) == 1, found
    return int(found.pop())
