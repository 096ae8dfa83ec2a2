"""Writes while Elasticsearch, the worker or the transaction fails: nothing is lost, nothing comes back."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cities.models import InitiativePage
from portal.work.services.queue import reclaim
from search.engines.elastic import ASK_SECONDS, WRITE_SECONDS, ElasticEngine
from search.models import SearchChange, SearchDocument
from search.models.outbox import DEAD_AFTER
from search.services import outbox
from search.services.outbox import drain, note_changes
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.contract.corpus import plant
from tests.search.faults import FAULTS
from tests.search.faults.stub import Asked, CutError, Stub
from tests.search.faults.test_reads import failing
from tests.search.faults.truth import Stopwatch, agrees, held, meant, until
from tests.services.nodes import Nodes

pytestmark = FAULTS
PROJECT = Path(__file__).resolve().parents[3]


def due_now() -> None:
    """Move the time: what waits for another attempt is due."""
    SearchChange.objects.update(not_before=timezone.now() - datetime.timedelta(seconds=1))


def drained() -> bool:
    """Drain as the worker would, until nothing waits."""
    due_now()
    drain()
    return not SearchChange.objects.exists()


@pytest.mark.parametrize("fault", ["killed", "hanging", "429", "503"])
def test_what_is_written_meanwhile_waits_and_arrives(
    fault: str, elastic: ElasticEngine, world: World, node: Nodes, stub: Stub, settings: Any
) -> None:
    make_initiative(world.paris, "old", language="fr", title="Chaudronnerie")
    assert drain().sent == 1
    with failing(fault, node=node, stub=stub, settings=settings):
        new = make_initiative(world.paris, "new", language="fr", title="Menuiserie")
        InitiativePage.objects.get(title="Chaudronnerie").unpublish()
        with Stopwatch() as watch:
            report = drain()
        assert (report.sent, bool(report.down)) == (0, True)
        assert watch.seconds < ASK_SECONDS + 1
        changes = SearchChange.objects.order_by("pk")
        assert [(change.attempts, bool(change.error)) for change in changes] == [(0, True), (0, True)]
        assert all(change.not_before > timezone.now() for change in changes)
    until(drained)
    assert agrees(elastic)
    shown = {number for number, (_version, published) in held(elastic).items() if published}
    assert shown == {SearchDocument.objects.get(uid=new.uid).pk}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_node_killed_in_the_middle_of_a_load(
    when: str, elastic: ElasticEngine, world: World, node: Nodes, stub: Stub
) -> None:
    """1,200 changes are three requests; the node dies before or after it has taken the second, which nobody hears."""
    documents = plant([world.paris, world.genova, world.porto], 1200)
    note_changes(documents)
    bulks: list[int] = []

    def kill_at_the_second(asked: Asked) -> None:
        if asked.is_bulk:
            bulks.append(asked.number)
            if len(bulks) == 2:
                node.kill()
                raise CutError

    setattr(stub, when, kill_at_the_second)
    report = drain()
    assert (report.sent, bool(report.down)) == (500, True)
    assert SearchChange.objects.count() == 700
    setattr(stub, when, lambda asked: None)
    node.restart()
    until(drained)
    assert agrees(elastic)
    assert len(held(elastic)) == len(meant()) == 1200


def test_a_full_queue_is_waited_for(elastic: ElasticEngine, world: World, stub: Stub) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    refused: list[int] = []

    def twice(asked: Asked) -> int:
        if asked.is_bulk and len(refused) < 2:
            refused.append(asked.number)
            return 429
        return 0

    stub.refuse = twice
    assert (drain().sent, len(refused)) == (1, 2)
    assert agrees(elastic)


def test_what_a_cut_answer_hides_is_sent_again_without_harm(elastic: ElasticEngine, world: World, stub: Stub) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")

    def cut(asked: Asked) -> None:
        if asked.is_bulk:
            raise CutError

    stub.after = cut
    assert drain().sent == 0
    assert agrees(elastic)  # it arrived, but nobody knows
    assert SearchChange.objects.count() == 1
    stub.after = lambda asked: None
    until(drained)
    assert agrees(elastic)


def test_an_older_state_that_comes_late_is_refused(elastic: ElasticEngine, world: World) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    old = SearchDocument.objects.get()
    drain()
    InitiativePage.objects.get(title="Chaudronnerie").unpublish()
    drain()
    assert elastic.send([old], elastic.live_indices()) == {}
    assert agrees(elastic)
    assert [published for _version, published in held(elastic).values()] == [False]


def test_the_tombstone_outlives_the_node(elastic: ElasticEngine, world: World, node: Nodes) -> None:
    """Markers of deletion don't survive a clean restart; a tombstone does."""
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    old = SearchDocument.objects.get()
    InitiativePage.objects.get(title="Chaudronnerie").unpublish()
    drain()
    node.kill()
    node.restart()
    assert elastic.send([old], elastic.live_indices()) == {}
    assert agrees(elastic)


@pytest.mark.parametrize("when", ["before the drain", "after the drain"])
def test_a_rollback_after_a_touch_leaves_no_trace(when: str, elastic: ElasticEngine, world: World) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    drain()
    before, tasks = held(elastic), DBTaskResult.objects.count()
    with suppress(ZeroDivisionError), transaction.atomic():
        InitiativePage.objects.get(title="Chaudronnerie").unpublish()
        make_initiative(world.paris, "b", language="fr", title="Secret")
        assert SearchChange.objects.count() == 2
        raise ZeroDivisionError
    assert (SearchChange.objects.count(), DBTaskResult.objects.count()) == (0, tasks)
    if when == "after the drain":
        assert drain().sent == 0
    assert held(elastic) == before == meant()


def test_a_change_during_the_sending_is_not_taken_for_sent(elastic: ElasticEngine, world: World, stub: Stub) -> None:
    """What changes between reading and the answer waits again: `seq` tells."""
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    send = outbox._send

    def change_meanwhile(changes: Any) -> Any:
        refused = send(changes)
        InitiativePage.objects.get(title="Chaudronnerie").unpublish()
        return refused

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "_send", change_meanwhile)
        drain(limit=1)
    assert SearchChange.objects.count() == 1
    until(drained)
    assert agrees(elastic)


def test_a_dead_letter_is_kept_and_arrives_once_it_can(elastic: ElasticEngine, world: World) -> None:
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    row = SearchDocument.objects.get()
    SearchDocument.objects.update(latitude=999.0, longitude=999.0)
    for _attempt in range(DEAD_AFTER):
        due_now()
        assert list(drain().refused) == [row.pk]
    (change,) = SearchChange.objects.all()
    assert (change.attempts, change.is_dead) == (DEAD_AFTER, True)
    wait = change.not_before - timezone.now()
    assert datetime.timedelta(minutes=30) < wait <= datetime.timedelta(hours=1, minutes=15)
    SearchDocument.objects.update(latitude=row.latitude, longitude=row.longitude)
    until(drained)
    assert agrees(elastic)


@pytest.fixture
def worker(settings: Any, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers as `make run` does, on the database of the test."""
    begun: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        at = connection.settings_dict
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.search.faults.worker_settings",
            "DATABASE_URL": f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
            "ELASTICSEARCH_URL": ",".join(settings.ELASTICSEARCH_URLS),
            "ELASTICSEARCH_PREFIX": settings.ELASTICSEARCH_PREFIX,
            "DATA_DIR": str(tmp_path),
        }
        with (tmp_path / "worker.log").open("ab") as log:
            command = [sys.executable, "manage.py", "worker", "--interval", "0.2"]
            begun.append(subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log))
        return begun[-1]

    yield start
    for process in begun:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing(
    elastic: ElasticEngine, world: World, node: Nodes, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    """It dies with a task in its hands, while the node hangs; another one does the work, and the task is taken over."""
    make_initiative(world.paris, "a", language="fr", title="Chaudronnerie")
    make_initiative(world.paris, "b", language="fr", title="Menuiserie")
    node.pause()
    first = worker()
    draining = DBTaskResult.objects.filter(task_path="search.services.outbox.drain_changes")
    until(lambda: draining.filter(status="RUNNING").exists(), seconds=180)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert SearchChange.objects.count() == 2
    held_by_the_dead = draining.get(status="RUNNING")
    node.resume()
    InitiativePage.objects.get(title="Menuiserie").unpublish()
    second = worker()
    until(lambda: not SearchChange.objects.exists(), seconds=180)
    assert agrees(elastic)
    assert sorted(published for _version, published in held(elastic).values()) == [False, True]
    assert draining.get(pk=held_by_the_dead.pk).status == "RUNNING"  # its worker may still live, for all one knows
    reclaim(now=timezone.now() + datetime.timedelta(seconds=61))
    until(lambda: not draining.exclude(status="SUCCESSFUL").exists(), seconds=180)
    second.terminate()
    assert second.wait(timeout=120) == 0
    assert agrees(elastic)


@pytest.mark.django_db(transaction=True)
def test_a_hanging_node_does_not_hold_the_worker(
    elastic: ElasticEngine, world: World, node: Nodes, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    """Mail and publications wait behind it: the first attempt ends soon, and puts off what the others would send."""
    node.pause()
    for number in range(3):
        make_initiative(world.paris, f"n{number}", language="fr", title=f"Atelier {number}")
    worker()
    until(lambda: not DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists(), seconds=240)
    draining = DBTaskResult.objects.filter(task_path__startswith="search.", status="SUCCESSFUL")
    seconds = [(task.finished_at - task.started_at).total_seconds() for task in draining]
    assert len(seconds) > 3
    assert max(seconds) < WRITE_SECONDS - 5
    assert sorted(seconds)[-2] < ASK_SECONDS + 1  # one question that waits in vain, and what is around it
    assert SearchChange.objects.count() == 3
    node.resume()
    until(lambda: not SearchChange.objects.exists(), seconds=240)
    assert agrees(elastic)
