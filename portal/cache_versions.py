"""Versions of what the cache keeps: the keys hold one, so that a new version forgets everything of the old."""

from __future__ import annotations

import uuid

from django.core.cache import cache
from django.db import transaction


class CacheVersion:
    """A name that changes with what it stands for; kept in the cache itself, under `key`."""

    def __init__(self, key: str) -> None:
        self.key = key

    def current(self) -> str:
        """The version; made where the cache has none."""
        version = cache.get(self.key)
        if version is None:
            cache.add(self.key, uuid.uuid4().hex, None)
            version = cache.get(self.key)
        return str(version)

    def raise_on_change(self) -> None:
        """A new one: at once for what this transaction still reads, and after the commit for the others."""
        self._raise()
        transaction.on_commit(self._raise)

    def _raise(self) -> None:
        cache.set(self.key, uuid.uuid4().hex, None)
