"""Background work: retries, dead workers, the clock, scheduled publication, and the processes themselves."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, PageLogEntry, Revision

from portal.accounts.models import User
from portal.models import ArticlePage
from portal.tenancy.enums import NetworkRole
from portal.work import jobs
from portal.work.jobs import Job
from portal.work.management.commands import worker
from portal.work.models import ScheduledRun, ScheduleFailure, WorkerBeat
from portal.work.receivers import ATTEMPTS
from portal.work.services.queue import DEAD_AFTER, beat, reclaim, tick
from portal.work.services.schedule import publish_due
from portal.work.tasks import prune_tasks
from tests.factories.portal import home_of, make_page, person
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Drain = Callable[[], int]
PROJECT = Path(__file__).resolve().parents[3]
NOON = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.UTC)
RAN: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_waits(world: World) -> None:
    DBTaskResult.objects.all().delete()
    RAN.clear()


@task()
def note(name: str) -> None:
    """Note that it ran."""
    RAN.append(name)


@task()
def fail() -> None:
    """Fail, as a mail server would."""
    raise ConnectionError("no server")


def now_due() -> None:
    """Let the back-off of every waiting task be over."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def test_a_task_goes_with_its_transaction(drain: Drain) -> None:
    with transaction.atomic():
        note.enqueue("undone")
        transaction.set_rollback(True)
    note.enqueue("done")
    assert drain() == 1
    assert RAN == ["done"]


def test_a_failing_task_is_tried_again_later_each_time_and_then_kept(drain: Drain) -> None:
    fail.enqueue()
    waits = []
    for attempt in range(1, ATTEMPTS):
        before = timezone.now()
        assert drain() == 1
        row = DBTaskResult.objects.get()
        assert (row.status, len(row.worker_ids)) == ("READY", attempt)
        waits.append((row.run_after - before).total_seconds())
        now_due()
    drain()
    row = DBTaskResult.objects.get()
    assert row.status == "FAILED"
    assert "no server" in row.traceback
    assert [round(later / sooner) for sooner, later in pairwise(waits)] == pytest.approx([2, 2, 2], abs=1)


def test_wagtails_task_on_a_row_that_is_gone_is_done(world: World, drain: Drain) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Passante")
    page.delete()
    drain()
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()


def running_task(worker: str, *, minutes_ago: float) -> DBTaskResult:
    """A task that a worker claimed and didn't finish."""
    note.enqueue("claimed")
    row = DBTaskResult.objects.get()
    row.claim(worker)
    DBTaskResult.objects.update(started_at=timezone.now() - datetime.timedelta(minutes=minutes_ago))
    return row


def test_what_a_dead_worker_ran_is_queued_again() -> None:
    running_task("dead", minutes_ago=5)
    assert reclaim() == 1
    assert DBTaskResult.objects.get().status == "READY"


def test_what_a_living_worker_runs_is_left_to_it() -> None:
    running_task("alive", minutes_ago=5)
    beat("alive")
    assert reclaim() == 0
    assert reclaim(now=timezone.now() + DEAD_AFTER + datetime.timedelta(seconds=1)) == 1


def test_what_a_worker_could_not_note_the_end_of_is_queued_again() -> None:
    row = running_task("alive", minutes_ago=0)
    beat("alive")
    assert (reclaim(idle="another"), reclaim(idle="alive")) == (0, 1)
    row.refresh_from_db()
    assert row.status == "READY"


@pytest.fixture
def signals() -> Iterator[None]:
    """What the worker makes of signals is forgotten."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@contextmanager
def locked(times: float) -> Iterator[list[str]]:
    """A database that refuses to begin so many transactions."""
    refused: list[str] = []

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SAVEPOINT") and len(refused) < times:
            refused.append(sql)
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield refused


# SQLite's lock; elsewhere a command that looks after its connection ends the transaction the tests roll back.
@pytest.mark.sqlite
def test_a_busy_database_does_not_end_the_worker(signals: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0)
    waiting = note.enqueue("once")
    with locked(4) as refused:  # twice each: its beat, which can wait, and the choice of a task
        call_command("worker", "--batch")
    assert len(refused) == 4
    assert (DBTaskResult.objects.get(pk=waiting.id).status, RAN) == ("SUCCESSFUL", ["once"])


@pytest.mark.sqlite
def test_a_worker_that_is_to_stop_says_that_the_database_refuses(
    signals: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0)
    note.enqueue("later")
    with locked(float("inf")), pytest.raises(CommandError, match="database is locked"):
        call_command("worker", "--batch")
    assert ([row.status for row in DBTaskResult.objects.all()], RAN) == (["READY"], [])


def test_a_task_that_kills_its_workers_is_given_up() -> None:
    row = running_task("dead", minutes_ago=5)
    DBTaskResult.objects.update(worker_ids=["dead"] * ATTEMPTS)
    reclaim()
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == ("FAILED", "portal.work.WorkerLost")


@pytest.fixture
def only_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """One daily job at five past two."""
    daily = Job(note, every=datetime.timedelta(days=1), offset=datetime.timedelta(hours=2, minutes=5))
    monkeypatch.setattr(jobs, "JOBS", {"daily": daily})
    monkeypatch.setattr("portal.work.services.queue.JOBS", {"daily": daily})


@pytest.mark.usefixtures("only_job")
def test_a_job_is_queued_once_for_each_time_it_is_due() -> None:
    assert tick(now=NOON) == ["daily"]
    assert tick(now=NOON + datetime.timedelta(hours=14)) == []
    assert tick(now=NOON + datetime.timedelta(hours=14, minutes=5)) == ["daily"]
    assert list(ScheduledRun.objects.order_by("due_at").values_list("due_at", flat=True)) == [
        datetime.datetime(2026, 11, day, 2, 5, tzinfo=datetime.UTC) for day in (24, 25)
    ]


@pytest.mark.usefixtures("only_job")
def test_after_an_outage_a_job_runs_once() -> None:
    tick(now=NOON)
    assert tick(now=NOON + datetime.timedelta(days=5)) == ["daily"]
    assert DBTaskResult.objects.count() == 2


def test_finished_tasks_are_forgotten_after_two_weeks(drain: Drain) -> None:
    note.enqueue("old")
    drain()
    DBTaskResult.objects.update(finished_at=timezone.now() - datetime.timedelta(days=15))
    WorkerBeat.objects.create(worker_id="gone", seen_at=timezone.now() - datetime.timedelta(days=31))
    note.enqueue("new")
    prune_tasks.call(timezone.now().isoformat())
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [["new"]]
    assert not WorkerBeat.objects.exists()


def scheduled(world: World, title: str) -> ArticlePage:
    """A draft to go live tomorrow."""
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title=title, live=False)
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision(user=person(NetworkRole.NETWORK_EDITOR)).publish()
    page.refresh_from_db()
    return page


def tomorrow_comes(page: ArticlePage) -> Revision:
    """Move a page's schedule as if a day had passed."""
    revision = page.scheduled_revision
    past = timezone.now() - datetime.timedelta(minutes=1)
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    Page.objects.filter(pk=page.pk).update(go_live_at=past)
    return revision


def test_a_scheduled_page_goes_live_when_its_time_has_come(world: World) -> None:
    page = scheduled(world, "Demain")
    assert publish_due().published == []
    tomorrow_comes(page)
    assert publish_due().published == [page.pk]
    page = ArticlePage.objects.get(pk=page.pk)
    assert (page.live, page.approved_schedule) == (True, False)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count() == 1


def test_one_page_that_is_wrong_stops_no_other_and_keeps_its_schedule(world: World) -> None:
    bad, good = scheduled(world, "Mauvaise"), scheduled(world, "Bonne")
    revision = tomorrow_comes(bad)
    tomorrow_comes(good)
    revision.content["title"] = ""
    revision.save()
    mail.outbox.clear()

    for _time in range(2):
        report = publish_due()
        assert report.failed == [bad.pk]

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.live, bad.live) == (True, False)
    assert bad.scheduled_revision == revision
    assert ScheduleFailure.objects.count() == 1
    assert [message.to for message in mail.outbox] == [[revision.user.email]]


def test_who_lost_their_role_is_not_told_that_a_page_waits(world: World) -> None:
    bad = scheduled(world, "Mauvaise")
    revision = tomorrow_comes(bad)
    revision.content["title"] = ""
    revision.save()
    User.objects.get(pk=revision.user_id).groups.clear()
    mail.outbox.clear()
    assert publish_due().failed == [bad.pk]
    assert ScheduleFailure.objects.count() == 1
    assert mail.outbox == []


def test_an_expired_page_goes_through_its_own_save(world: World) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Brève")
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - datetime.timedelta(minutes=1))
    assert publish_due().expired == [page.pk]
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(PROJECT / "manage.py"), *arguments]


def environment(folder: Path) -> dict[str, str]:
    """A portal of its own, on SQLite."""
    own = {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "DATA_DIR": str(folder), "BASE_DOMAIN": "localhost"}
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return {**inherited, **own}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a portal that was migrated and nothing else."""
    folder = tmp_path_factory.mktemp("migrated")
    subprocess.run(command("migrate", "-v", "0"), check=True, env=environment(folder))
    return folder


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(migrated, tmp_path / "data"))


@pytest.mark.xdist_group("processes")
def test_the_worker_command_runs_what_waits_and_stops(data: Path) -> None:
    env = environment(data)
    script = "from portal.work.tasks import clear_sessions; clear_sessions.enqueue('x')"
    subprocess.run(command("shell", "-v", "0", "-c", script), check=True, env=env)
    subprocess.run(command("worker", "--batch"), check=True, env=env, timeout=60, capture_output=True)
    script = (
        "from django_tasks_db.models import DBTaskResult as T; from portal.work.models import ScheduledRun as R; "
        "print(T.objects.exclude(status='SUCCESSFUL').count(), R.objects.count() >= 3)"
    )
    done = subprocess.run(command("shell", "-v", "0", "-c", script), check=True, env=env, capture_output=True)
    assert done.stdout.decode().strip() == "0 True"


@pytest.mark.xdist_group("processes")
def test_serve_leaves_no_process_behind(data: Path, tmp_path: Path) -> None:
    env = environment(data)
    mark = f"PORTAL_MARK={tmp_path.name}"
    served = subprocess.Popen(
        command("serve", "--port", "0"),
        env={**env, "PORTAL_MARK": tmp_path.name},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def alive() -> int:
        count = 0
        for entry in Path("/proc").glob("[0-9]*/environ"):
            try:
                count += mark.encode() in entry.read_bytes()
            except OSError:
                continue
        return count

    deadline = time.monotonic() + 30
    while alive() < 4 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert alive() >= 3
    served.send_signal(signal.SIGTERM)
    served.wait(timeout=30)
    assert alive() == 0
