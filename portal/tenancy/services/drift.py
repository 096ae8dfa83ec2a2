"""What provisioning would repair, found by running it and taking it back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from portal.tenancy.services.provision import ProvisionError, provision_cite

# The nightly job looks again long before; a cleared cache only means "not looked at yet".
KEPT = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Drift:
    """What a look found: sentences in the language of who looked. Empty: nothing had drifted."""

    found_at: datetime.datetime
    lines: tuple[str, ...]


def _key(cite_id: int) -> str:
    return f"tenancy:drift:{cite_id}"


def find_drift(*, cite: Cite) -> Drift:
    """Say what a repair would do now; nothing is changed."""
    with transaction.atomic():
        try:
            lines = provision_cite(cite=_fresh(cite)).lines()
        except ProvisionError as error:
            lines = [str(error)]
        transaction.set_rollback(True)
    # What was read inside is of rows that never were.
    hosts.changed()
    drift = Drift(timezone.now(), tuple(lines))
    cache.set(_key(cite.pk), drift, KEPT.total_seconds())
    return drift


def forget_drift(*, cite: Cite) -> None:
    """The last look says nothing any more."""
    cache.delete(_key(cite.pk))


def last_looks(cite_ids: Iterable[int]) -> dict[int, Drift]:
    """What the last looks found, of those Cités that were looked at lately; no query."""
    keys = {_key(pk): pk for pk in cite_ids}
    return {keys[key]: drift for key, drift in cache.get_many(keys).items()}


def _fresh(cite: Cite) -> Cite:
    return Cite.objects.select_related("container", "site", "collection").get(pk=cite.pk)
