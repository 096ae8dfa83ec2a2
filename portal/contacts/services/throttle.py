"""Slowing down who writes too much."""

from __future__ import annotations

from portal.services.throttle import DAY, is_within

# From one network address to one Cité in a day: a family or a class behind one router must get through.
LIMIT = 20


def may_write(*, cite_id: int, client: str) -> bool:
    """Count an attempt and say whether it is one too many."""
    return is_within(LIMIT, purpose="contacts", client=client, seconds=DAY, about=str(cite_id))
