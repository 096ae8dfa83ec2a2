"""Jobs that run by the clock. Each app registers its own in `ready()`; all must be idempotent."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django_tasks.base import Task

EPOCH = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)  # noqa: UP017  # datetime.UTC reads worse here


@dataclass(frozen=True, slots=True)
class Job:
    """A task queued at every multiple of `every` since 2020-01-01 UTC plus `offset`.

    It gets the due time in ISO 8601.
    """

    task: Task[Any, Any]
    every: datetime.timedelta
    offset: datetime.timedelta = datetime.timedelta()

    def due_at(self, now: datetime.datetime) -> datetime.datetime:
        """The latest due time not after `now`."""
        start = EPOCH + self.offset
        return start + ((now - start) // self.every) * self.every


JOBS: dict[str, Job] = {}


def register_job(name: str, job: Job) -> None:
    """Add a job to the schedule of every worker."""
    JOBS[name] = job


def register_own() -> None:
    """The jobs of this app."""
    from portal.work import tasks  # noqa: PLC0415  # tasks need the settings that apps are loaded with

    minute, day = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
    register_job("publish-scheduled", Job(tasks.publish_scheduled, every=minute))
    register_job("prune-tasks", Job(tasks.prune_tasks, every=day, offset=datetime.timedelta(hours=2)))
    register_job("clear-sessions", Job(tasks.clear_sessions, every=day, offset=datetime.timedelta(hours=3)))
