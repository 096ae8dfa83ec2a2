"""Slowing down who writes too much, without keeping who it was."""

from __future__ import annotations

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

DAY = 24 * 3600
# From one network address to one Cité in a day: a family or a class behind one router must get through.
LIMIT = 20


def may_write(*, cite_id: int, client: str) -> bool:
    """Count an attempt and say whether it is one too many.

    The key is an HMAC of the address with the day in it, in the cache only: tomorrow it is another, and the cache
    forgets this one.
    """
    value = f"{cite_id}|{client}|{timezone.localdate():%Y-%m-%d}"
    key = "contacts:" + salted_hmac("portal.contacts", value, algorithm="sha256").hexdigest()
    cache.add(key, 0, DAY)
    try:
        return cache.incr(key) <= LIMIT
    except ValueError:  # it expired between the two
        return True
