"""What each worker does besides running tasks: take over from dead ones, and queue what is due."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.work.jobs import JOBS
from portal.work.models import ScheduledRun, WorkerBeat
from portal.work.receivers import ATTEMPTS

# Longer than the longest transaction: a task that holds SQLite's write lock stops its own heartbeat.
DEAD_AFTER = datetime.timedelta(seconds=60)
KEEP_RUNS = datetime.timedelta(days=30)


def beat(worker_id: str, *, now: datetime.datetime | None = None) -> None:
    """Note that a worker is alive."""
    WorkerBeat.objects.update_or_create(worker_id=worker_id, defaults={"seen_at": now or timezone.now()})


def reclaim(*, idle: str = "", now: datetime.datetime | None = None) -> int:
    """Queue again what workers were running when they died; returns how many tasks that were.

    `idle` is the worker that asks between two tasks: what it seems to run is what it couldn't note the end of.
    """
    limit = (now or timezone.now()) - DEAD_AFTER
    alive = set(WorkerBeat.objects.filter(seen_at__gt=limit).values_list("worker_id", flat=True))
    found = 0
    for task in DBTaskResult.objects.running():
        worker = task.worker_ids[-1]
        if worker == idle or (task.started_at < limit and worker not in alive):
            spent = len(task.worker_ids) >= ATTEMPTS
            found += DBTaskResult.objects.filter(pk=task.pk, status="RUNNING", worker_ids=task.worker_ids).update(
                status="FAILED" if spent else "READY",
                exception_class_path="portal.work.WorkerLost",
                traceback="The worker died while running this task, or couldn't note how it ended.",
            )
    return found


def tick(*, now: datetime.datetime | None = None) -> list[str]:
    """Queue every job whose due time has come and isn't queued yet; returns their names.

    After an outage each job runs once, for its latest due time.
    """
    moment = now or timezone.now()
    queued = []
    for name, job in JOBS.items():
        due = job.due_at(moment)
        if ScheduledRun.objects.filter(name=name, due_at=due).exists():
            continue
        with transaction.atomic():
            _run, made = ScheduledRun.objects.get_or_create(name=name, due_at=due)
            if made:
                job.task.enqueue(due.isoformat())
                queued.append(name)
    return queued


def forget_old_runs(*, now: datetime.datetime | None = None) -> None:
    """Drop bookkeeping that nobody needs any more."""
    moment = now or timezone.now()
    ScheduledRun.objects.filter(due_at__lt=moment - KEEP_RUNS).delete()
    WorkerBeat.objects.filter(seen_at__lt=moment - KEEP_RUNS).delete()


def try_again() -> int:
    """Queue what was given up once more, with all its attempts; returns how many tasks that were."""
    return DBTaskResult.objects.filter(status="FAILED").update(
        status="READY", worker_ids=[], run_after=timezone.now(), finished_at=None, exception_class_path="", traceback=""
    )
