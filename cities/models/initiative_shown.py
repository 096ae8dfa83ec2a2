"""Which initiatives people of other Cités may see in the admin."""

from __future__ import annotations

from django.db.models import Q

from cities.enums import Review
from portal.selectors.visible import open_to_members


def shown_to_members(prefix: str = "") -> Q:
    """Live, and restricted to nobody or to all members: what is for some only stays their Cité's. `prefix` leads to
    the initiative."""
    return Q(open_to_members(f"{prefix}original__path"), **{f"{prefix}original__live": True})


def shared() -> Q:
    """What the network accepted of them: every Cité may name it."""
    return Q(review=Review.ACCEPTED) & shown_to_members()
