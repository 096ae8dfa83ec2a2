"""The daily purge."""

from __future__ import annotations

from django_tasks import task

from portal.personal.services.purge import purge


@task()
def purge_due(due: str) -> int:
    """Erase what is due today."""
    return purge()
