"""Background work of the search: the outbox every minute, alerts by mail every hour, the reconciliation by night,
terms that were renamed."""

from __future__ import annotations

import datetime
import logging

from django_tasks import task

from portal.work.jobs import Job, register_job
from search.models import SearchDocument
from search.services.alert_mail import due_batches, send_batch
from search.services.outbox import drain
from search.services.projection import project_all
from search.services.reindex import check, tidy

log = logging.getLogger(__name__)
# Facets by the model whose terms they hold.
FACET_FIELDS = {"cities.Pole": "poles", "cities.Audience": "audiences"}


@task(queue_name="search")
def drain_due(due: str) -> int:
    """Send what waits for another attempt."""
    return drain().sent


@task(queue_name="search")
def reconcile(due: str) -> dict[str, int | str]:
    """Compare pages, documents and indices, put right what differs, and tidy up."""
    report = check()
    if not report.is_clean:
        log.warning("The search differed from the pages: %s", report)
    tidy()
    return {"projected": report.projected, "indexed": report.indexed, "elastic": report.elastic, "down": report.down}


@task(queue_name="search")
def project_term(model: str, slug: str) -> int:
    """Bring the documents that hold a term up to date."""
    field = FACET_FIELDS[model]
    rows = SearchDocument.objects.filter(visible=True).values_list("uid", field)
    return sum(project_all([uid for uid, slugs in rows.iterator() if slug in slugs]))


@task(queue_name="mail")
def queue_alerts(due: str) -> int:
    """Hand the alerts whose turn it is over to the queue of mails, in batches."""
    waiting = list(due_batches())
    for batch in waiting:
        send_batch.enqueue(batch)
    return sum(map(len, waiting))


def register() -> None:
    """Put the jobs on the schedule."""
    minute, day = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
    register_job("search-alerts", Job(queue_alerts, every=datetime.timedelta(hours=1)))
    register_job("search-drain", Job(drain_due, every=minute))
    register_job("search-reconcile", Job(reconcile, every=day, offset=datetime.timedelta(hours=1)))
