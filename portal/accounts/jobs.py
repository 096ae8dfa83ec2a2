"""What this app does by the clock."""

from __future__ import annotations

import datetime

from portal.accounts import tasks
from portal.work.jobs import Job, register_job


def register_own() -> None:
    """Register the jobs with the schedule of every worker."""
    day = datetime.timedelta(days=1)
    register_job(
        "forget-sessions", Job(tasks.forget_sessions, every=day, offset=datetime.timedelta(hours=3, minutes=10))
    )
    register_job(
        "forget-invitations", Job(tasks.forget_invitations, every=day, offset=datetime.timedelta(hours=3, minutes=20))
    )
