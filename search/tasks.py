"""Background work of the search: the outbox every minute, the reconciliation by night, terms that were renamed."""

from __future__ import annotations

import datetime
import logging

from django_tasks import task

from portal.work.jobs import Job, register_job
from search.models import SearchDocument
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


def register() -> None:
    """Put the jobs on the schedule."""
    minute, day = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
    register_job("search-drain", Job(drain_due, every=minute))
    register_job("search-reconcile", Job(reconcile, every=day, offset=datetime.timedelta(hours=1)))
