"""The network's collection: the one whose files every Cité may use."""

from __future__ import annotations

from functools import lru_cache

from portal.tenancy.models import Network
from portal.tenancy.selectors import hosts


def shared_collection_id() -> int | None:
    """Its id; None before the network is made. Read once a process for each state of the hosts."""
    return _read(hosts.table().version)


@lru_cache(maxsize=1)
def _read(version: str) -> int | None:
    found: int | None = Network.objects.values_list("collection_id", flat=True).first()
    return found
