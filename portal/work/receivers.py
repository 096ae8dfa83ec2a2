"""Retries: django-tasks' database backend has none of its own."""

from __future__ import annotations

import datetime
import random
from typing import Any

from django.utils import timezone
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

BACK_OFF = datetime.timedelta(seconds=10)
ATTEMPTS = 5
# Wagtail's own tasks on rows that are gone meanwhile: done, not failed.
GONE_IS_FINE = ("wagtail.", "modelsearch.")


def retry_failed(sender: type, task_result: Any, **kwargs: Any) -> None:
    """`task_finished`: queue a failed task again, later each time, until its attempts are spent."""
    if str(task_result.status) != "FAILED" or not hasattr(task_result, "db_result"):
        return
    row = DBTaskResult.objects.filter(pk=task_result.db_result.pk, status="FAILED")
    tried = len(task_result.worker_ids)  # grows by one at each claim
    gone = task_result.errors and task_result.errors[0].exception_class_path.endswith("DoesNotExist")
    if gone and task_result.task.module_path.startswith(GONE_IS_FINE):
        row.update(status="SUCCESSFUL", exception_class_path="", traceback="")
    elif tried < ATTEMPTS:
        delay = BACK_OFF * 2 ** (tried - 1) * random.uniform(0.8, 1.2)  # noqa: S311  # jitter
        row.update(status="READY", run_after=timezone.now() + delay, finished_at=None)


def connect() -> None:
    """Connect the receiver; called once, from `ready()`."""
    task_finished.connect(retry_failed, dispatch_uid="work.retry")
