"""Tasks of this app, each run by the clock."""

from __future__ import annotations

import datetime

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from portal.work.services.queue import forget_old_runs
from portal.work.services.schedule import publish_due

KEEP_TASKS = datetime.timedelta(days=14)


@task()
def publish_scheduled(due: str) -> dict[str, int]:
    """Publish and expire pages whose time has come."""
    report = publish_due()
    return {"published": len(report.published), "expired": len(report.expired), "failed": len(report.failed)}


@task()
def prune_tasks(due: str) -> int:
    """Forget finished tasks: their arguments and tracebacks are kept for two weeks only."""
    forget_old_runs()
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_TASKS)
    return old.delete()[0]


@task()
def clear_sessions(due: str) -> int:
    """Drop expired sessions."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
