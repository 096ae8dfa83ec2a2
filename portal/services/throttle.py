"""Slowing down who asks for much, without keeping who it was."""

from __future__ import annotations

import ipaddress

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

HOUR = 3600
DAY = 24 * HOUR
# What one connection has of IPv6 at the least.
OWN_NETWORK = 64


def is_within(limit: int, *, purpose: str, client: str, seconds: int, about: str = "") -> bool:
    """Count one more from a network address in this stretch of time, and say whether it may still pass.

    The key is an HMAC of the address with the stretch in it, in the cache only: afterwards it is another, and the
    cache forgets this one.
    """
    stretch = _now() // seconds
    value = f"{about}|{network_of(client)}|{stretch}"
    key = f"{purpose}:" + salted_hmac(f"portal.{purpose}", value, algorithm="sha256").hexdigest()
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # it expired between the two
        return True
    # Caches that count in Python store the sum anew, for as long as anything is kept by default: minutes.
    cache.touch(key, seconds)
    return count <= limit


def seconds_left(seconds: int) -> int:
    """Until the next stretch of this length begins, and with it the count anew: what Retry-After says."""
    return seconds - _now() % seconds


def _now() -> int:
    return int(timezone.now().timestamp())


def mailbox_of(email: str) -> str:
    """An address without what follows a plus in it: most servers deliver them all into one mailbox."""
    name, _at, host = email.rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def network_of(client: str) -> str:
    """A connection's address; of IPv6 its network, for within it one has addresses without end."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 4:
        return client
    return str(ipaddress.ip_network((address, OWN_NETWORK), strict=False))
