"""The outbox: what Elasticsearch must be told is written with the change, and sent when it has been committed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from search.engines import elastic_engine, uses_elasticsearch
from search.engines.contract import EngineDownError
from search.models import SearchChange, SearchDocument, SearchIndex
from search.models.outbox import DEAD_AFTER

BATCH = 500
BACK_OFF = datetime.timedelta(seconds=5)
LONGEST = datetime.timedelta(hours=1)
# Where the engine doesn't answer, no document is to blame: all are tried again soon, so that they arrive once it does.
DOWN_WAIT = datetime.timedelta(seconds=30)


@dataclass
class Drained:
    """What a run did: changes that arrived, that were refused, and what the engine said if it didn't answer."""

    sent: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    down: str = ""


@task(queue_name="search")
def drain_changes() -> int:
    """Queued with every change; answers how many arrived. What doesn't is due again later."""
    return drain().sent


def note_changes(documents: Sequence[SearchDocument]) -> None:
    """Write to the outbox and queue its draining, in the transaction of the change."""
    if not documents or not uses_elasticsearch():
        return
    SearchChange.objects.bulk_create(
        [SearchChange(document_id=document.pk, seq=document.seq) for document in documents],
        update_conflicts=True,
        unique_fields=["document_id"],
        update_fields=["seq", "attempts", "not_before", "error"],
    )
    drain_changes.enqueue()


def drain(*, limit: int | None = None) -> Drained:
    """Send what waits, oldest first, in batches, until nothing that is due is left or the engine doesn't answer.

    No transaction is open while the engine is waited for. Two that drain at once send some twice: harmless, for the
    engine keeps the higher version.
    """
    report = Drained()
    while limit is None or report.sent < limit:
        changes = list(_due()[:BATCH])
        if not changes:
            break
        try:
            refused = _send(changes)
        except EngineDownError as error:
            report.down = str(error)
            _put_off_all(changes, report.down)
            break
        arrived = [change for change in changes if change.document_id not in refused]
        _arrived(arrived)
        _put_off([change for change in changes if change.document_id in refused], refused)
        report.sent += len(arrived)
        report.refused |= refused
    return report


def waiting() -> int:
    """How many documents Elasticsearch doesn't know the current state of."""
    return SearchChange.objects.count()


@transaction.atomic
def try_again() -> int:
    """Have what was refused often sent once more, with all its attempts; answers how many documents that were."""
    found = SearchChange.objects.filter(attempts__gte=DEAD_AFTER).update(attempts=0, not_before=None)
    if found:
        drain_changes.enqueue()
    return found


def indices_to_write() -> list[str]:
    """The index in use and those being built, as far as they exist: writing to one that doesn't would make it."""
    engine = elastic_engine()
    building = SearchIndex.objects.filter(state=SearchIndex.State.BUILDING).values_list("name", flat=True)
    known = set(engine.own_indices())
    return sorted({*engine.live_indices(), *building} & known)


def _due() -> QuerySet[SearchChange]:
    now = timezone.now()
    return SearchChange.objects.filter(Q(not_before__isnull=True) | Q(not_before__lte=now)).order_by("pk")


def _send(changes: Sequence[SearchChange]) -> dict[int, str]:
    engine, indices = elastic_engine(), indices_to_write()
    if not indices:
        raise EngineDownError("no index yet: run “manage.py search rebuild”")
    documents = SearchDocument.objects.in_bulk([change.document_id for change in changes])
    return engine.send(list(documents.values()), indices)


def _arrived(changes: Sequence[SearchChange]) -> None:
    """Forget them, but for those that changed again meanwhile."""
    with transaction.atomic():
        for change in changes:
            SearchChange.objects.filter(pk=change.pk, seq=change.seq).delete()


def _put_off_all(changes: Sequence[SearchChange], error: str) -> None:
    """Try again when the engine may answer."""
    moment = timezone.now() + DOWN_WAIT * random.uniform(0.8, 1.2)  # noqa: S311  # jitter
    numbers = [change.pk for change in changes]
    SearchChange.objects.filter(pk__in=numbers).update(not_before=moment, error=error[:500])


def _put_off(changes: Sequence[SearchChange], errors: dict[int, str]) -> None:
    """Try again later, and later each time."""
    now = timezone.now()
    with transaction.atomic():
        for change in changes:
            wait = min(BACK_OFF * 2 ** min(change.attempts, 12), LONGEST) * random.uniform(0.8, 1.2)  # noqa: S311  # jitter
            SearchChange.objects.filter(pk=change.pk).update(
                attempts=F("attempts") + 1, not_before=now + wait, error=errors[change.document_id][:500]
            )
