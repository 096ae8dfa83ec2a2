"""Erasing what is due, every day, with a trace of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from portal.personal.models import PurgeRun
from portal.personal.registry import PERSONAL, PersonalData

# How long the proof is kept.
KEEP = datetime.timedelta(days=3 * 365)


def purge(*, day: datetime.date | None = None) -> int:
    """Erase every row whose day has come, kind by kind and Cité by Cité; how many went.

    Idempotent: run again, what the day erased is added up. A Cité with nothing due gets no row; the network's
    row (`cite` null) is written every day and proves that the job ran.
    """
    today = day or timezone.localdate()
    total = 0
    for kind, data in PERSONAL.items():
        if not data.purge_on:
            continue
        with transaction.atomic():
            total += _purge_kind(kind, data, today)
    PurgeRun.objects.filter(day__lt=today - KEEP).delete()
    return total


def _purge_kind(kind: str, data: PersonalData, today: datetime.date) -> int:
    erased = {cite_id: data.remove(data.of_cites(_due(data, today), [cite_id])) for cite_id in _by_cite(data, today)}
    left = _by_cite(data, today)
    for cite_id in {None, *erased, *left}:
        run, _made = PurgeRun.objects.select_for_update().get_or_create(
            kind=kind,
            day=today,
            cite_id=cite_id,  # type: ignore[misc]  # null is the line of the network
        )
        run.erased += erased.get(cite_id, 0)
        run.left_overdue = left.get(cite_id, 0)
        run.save()
    return sum(erased.values())


def _due(data: PersonalData, today: datetime.date) -> QuerySet[Any]:
    return data.rows().filter(**{f"{data.purge_on}__lte": today})


def _by_cite(data: PersonalData, today: datetime.date) -> dict[int | None, int]:
    """How many rows are due, by Cité."""
    rows = _due(data, today).order_by().values(data.cite).annotate(number=Count("pk"))
    return dict(rows.values_list(data.cite, "number"))
