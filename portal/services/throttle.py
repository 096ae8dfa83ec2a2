"""Slowing down who asks for much, without keeping who it was."""

from __future__ import annotations

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

HOUR = 3600
DAY = 24 * HOUR


def is_within(limit: int, *, purpose: str, client: str, seconds: int, about: str = "") -> bool:
    """Count one more from a network address in this stretch of time, and say whether it may still pass.

    The key is an HMAC of the address with the stretch in it, in the cache only: afterwards it is another, and the
    cache forgets this one.
    """
    stretch = int(timezone.now().timestamp()) // seconds
    value = f"{about}|{client}|{stretch}"
    key = f"{purpose}:" + salted_hmac(f"portal.{purpose}", value, algorithm="sha256").hexdigest()
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it expired between the two
        return True
