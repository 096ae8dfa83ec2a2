"""Background work of the Cités: imports of initiatives, and the files they leave."""

from __future__ import annotations

import datetime

from django_tasks import task

from cities.enums import ImportState
from cities.models import InitiativeImport
from cities.services.importing import jobs
from portal.accounts.models import User
from portal.work.jobs import Job, register_job


def _job(import_id: int, state: ImportState) -> InitiativeImport | None:
    """The import, if it still waits for this; a task may run twice."""
    found = InitiativeImport.objects.select_related("cite__container", "user")
    return found.filter(pk=import_id, state=state).first()


@task()
def check_import(import_id: int) -> None:
    """Check the file of an import."""
    job = _job(import_id, ImportState.CHECKING)
    if job is not None:
        jobs.run_check(job)


@task()
def run_import(import_id: int) -> None:
    """Write what a checked file brings."""
    job = _job(import_id, ImportState.IMPORTING)
    if job is not None:
        jobs.run_import(job)


@task()
def undo_import(import_id: int, user_id: int) -> None:
    """Undo an import."""
    job = _job(import_id, ImportState.UNDOING)
    if job is not None:
        jobs.run_undo(job, User.objects.filter(pk=user_id).first())


@task()
def forget_imports(due: str) -> int:
    """Delete files and reports whose time has come."""
    return jobs.forget_old()


def register() -> None:
    """Put the deletion on the schedule."""
    register_job(
        "forget-imports",
        Job(forget_imports, every=datetime.timedelta(days=1), offset=datetime.timedelta(hours=2, minutes=20)),
    )
