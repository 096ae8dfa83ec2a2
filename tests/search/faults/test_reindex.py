"""Reindexing while the Cités go on working: whatever changes at whatever moment, the new index is right."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cities.models import InitiativePage
from search.engines.contract import EngineDownError
from search.engines.elastic import ElasticEngine
from search.models import SearchChange, SearchIndex
from search.services.outbox import drain
from search.services.reindex import check, rebuild_elastic
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.faults import FAULTS
from tests.search.faults.stub import Asked, Stub
from tests.search.faults.test_writes import drained
from tests.search.faults.truth import agrees, held, is_within, networks, public_now, shown_now, until
from tests.services.nodes import Nodes

pytestmark = FAULTS
ClientOf = Callable[..., Client]


class Meanwhile:
    """At each request of a rebuild as it goes by, one initiative is unpublished and one published, and the outbox is
    drained: in the stub's thread, with a connection of its own."""

    def __init__(self, pages: list[InitiativePage]) -> None:
        self.pages = pages
        self.moments: list[str] = []
        self._busy = threading.Lock()

    def __call__(self, asked: Asked) -> None:
        if not self.pages or not self._busy.acquire(blocking=False):
            return  # the drain's own requests go by
        try:
            self.moments.append(f"{asked.method} {asked.path.split('?')[0]}")
            goes, *self.pages = self.pages
            InitiativePage.objects.get(pk=goes.pk).unpublish()
            if self.pages:
                InitiativePage.objects.get(pk=self.pages[-1].pk).get_latest_revision().publish()
                *self.pages, _back = self.pages
            drain()
        finally:
            self._busy.release()
            connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["before", "after"])
def test_unpublishing_at_every_moment_of_a_reindex(
    when: str, elastic: ElasticEngine, world: World, stub: Stub, client_of: ClientOf
) -> None:
    pages = []
    for number in range(48):
        row = make_initiative(world.paris, f"n{number}", language="fr", title=f"Atelier {number}")
        pages.append(InitiativePage.objects.get(translation_key=row.uid))
    for page in pages[24:]:
        page.unpublish()
    assert drained()
    before = elastic.live_indices()
    meanwhile = Meanwhile(pages)
    setattr(stub, when, meanwhile)
    name = rebuild_elastic()
    setattr(stub, when, lambda asked: None)
    assert (elastic.live_indices(), name in before) == ([name], False)
    # Created, loaded, sampled, refreshed, switched: all of them were gone by.
    assert {moment.split("/")[-1] for moment in meanwhile.moments} >= {"_bulk", "_mget", "_refresh", "_aliases"}
    until(drained)
    assert agrees(elastic)
    assert check(repair=False).is_clean
    public = networks(public_now(client_of))
    assert is_within(shown_now(client_of()), public)
    shown = sum(published for _version, published in held(elastic).values())
    assert shown == len(public) == 24


@pytest.mark.parametrize("at", ["_bulk", "_mget", "_aliases"])
def test_a_node_killed_during_a_reindex_leaves_the_old_index_in_use(
    at: str, elastic: ElasticEngine, world: World, node: Nodes, stub: Stub
) -> None:
    for number in range(3):
        make_initiative(world.paris, f"n{number}", language="fr", title=f"Atelier {number}")
    assert drained()
    before = elastic.live_indices()
    killed: list[str] = []

    def kill(asked: Asked) -> None:
        if at in asked.path and asked.method != "HEAD" and not killed:
            killed.append(asked.path)
            node.kill()

    stub.before = kill
    with pytest.raises(EngineDownError):
        rebuild_elastic()
    stub.before = lambda asked: None
    node.mend()
    assert len(killed) == 1
    assert elastic.live_indices() == before
    assert [index.state for index in SearchIndex.objects.all()] == [SearchIndex.State.LIVE]
    make_initiative(world.paris, "new", language="fr", title="Nouveau")
    until(drained)
    assert agrees(elastic)
    name = rebuild_elastic()  # and what the first attempt left behind is in nobody's way
    assert elastic.live_indices() == [name]
    assert agrees(elastic)
    assert SearchChange.objects.count() == 0


class Busy:
    """Threads that publish, unpublish and read until they are told to stop."""

    def __init__(self, client_of: ClientOf) -> None:
        self.client_of = client_of
        self.over = threading.Event()
        self.problems: list[Any] = []
        self.counted = {"changes": 0, "reads": 0}

    def change(self, own: list[Any]) -> None:
        for turn in range(10_000):
            row = own[turn % len(own)]
            page = InitiativePage.objects.get(translation_key=row.uid)
            if page.live:
                page.unpublish()
            else:
                page.get_latest_revision().publish()
            drain()
            self.counted["changes"] += 1
            if self.over.is_set():
                return

    def read(self) -> None:
        network = self.client_of()
        while not self.over.is_set():
            answer = network.get("/api/v3/initiatives/?search=atelier")
            if answer.status_code != 200:
                self.problems.append(answer)
            self.counted["reads"] += 1

    def run(self, task: Callable[..., None], *arguments: Any) -> None:
        try:
            task(*arguments)
        except Exception as error:  # shown by the test's assertion
            self.problems.append(error)
        finally:
            connection.close()

    @contextmanager
    def working(self, rows: list[Any]) -> Iterator[None]:
        """Two that change, each its own rows, and one that reads."""
        threads = [threading.Thread(target=self.run, args=(self.change, rows[start::2])) for start in (0, 1)]
        threads.append(threading.Thread(target=self.run, args=(self.read,)))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()


@pytest.mark.django_db(transaction=True)
def test_reads_and_writes_go_on_during_a_reindex(elastic: ElasticEngine, world: World, client_of: ClientOf) -> None:
    """While the index is made anew three times."""
    rows = [
        make_initiative(world.paris, f"n{number}", language="fr", title=f"Atelier {number}") for number in range(20)
    ]
    assert drained()
    busy = Busy(client_of)
    with busy.working(rows):
        names = [rebuild_elastic() for _time in range(3)]
    assert busy.problems == []
    assert min(busy.counted.values()) > 0
    assert elastic.live_indices() == names[-1:]
    until(drained)
    assert agrees(elastic)
    assert shown_now(client_of()) == networks(public_now(client_of))
