"""Work by the clock."""

from __future__ import annotations

import datetime

from django_tasks import task

from events.enums import Frequency
from events.models import LocalEvent
from portal.work.jobs import Job, register_job


@task()
def extend_occurrences(due: str) -> int:
    """Make the dates that time has brought within reach, of events that repeat; answers how many events."""
    today = datetime.datetime.fromisoformat(due).date()
    events = LocalEvent.objects.exclude(frequency=Frequency.ONCE).filter(original__live=True)
    found = 0
    for event in events.prefetch_related("exceptions").iterator(chunk_size=200):
        event.make_occurrences(today=today)
        found += 1
    return found


def register() -> None:
    """Register the job, at five in the morning UTC."""
    day = datetime.timedelta(days=1)
    register_job("extend-occurrences", Job(extend_occurrences, every=day, offset=datetime.timedelta(hours=5)))
