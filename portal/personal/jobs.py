"""What this app does by the clock."""

from __future__ import annotations

import datetime

from portal.personal import tasks
from portal.work.jobs import Job, register_job


def register_own() -> None:
    """Register the purge with the schedule of every worker."""
    register_job(
        "purge-personal",
        Job(tasks.purge_due, every=datetime.timedelta(days=1), offset=datetime.timedelta(hours=1, minutes=30)),
    )
