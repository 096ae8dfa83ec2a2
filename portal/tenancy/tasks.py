"""Looking after the sites at night."""

from __future__ import annotations

from django_tasks import task

from portal.tenancy.models import Cite
from portal.tenancy.services.drift import find_drift


@task()
def look_for_drift(due: str) -> dict[str, int]:
    """Look at every site, each in a transaction of its own that is taken back; what drifted shows in the register."""
    looks = [find_drift(cite=cite) for cite in Cite.objects.filter(container__isnull=False)]
    return {"sites": len(looks), "drifted": sum(bool(look.lines) for look in looks)}
