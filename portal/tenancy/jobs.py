"""What this app does by the clock."""

from __future__ import annotations

import datetime

from portal.tenancy import tasks
from portal.work.jobs import Job, register_job


def register_own() -> None:
    """Register the jobs with the schedule of every worker."""
    day = datetime.timedelta(days=1)
    register_job("look-for-drift", Job(tasks.look_for_drift, every=day, offset=datetime.timedelta(hours=4)))
