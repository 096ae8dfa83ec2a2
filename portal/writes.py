"""One transaction around each request that writes.

Wagtail sends its publish and unpublish signals outside any; what hangs on them (search rows, frames, versions)
must be written with the publication or not at all. Not `ATOMIC_REQUESTS`: with SQLite's IMMEDIATE every GET
would take the write lock.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


def atomic_writes(view: View, *, undone_from: int = 500) -> View:
    """Wrap unsafe requests of `view` in a transaction, rolled back where the status of the answer is `undone_from` or
    more: an error of ours, or also a refusal.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in SAFE:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            if response.status_code >= undone_from:
                transaction.set_rollback(True)
            return response

    return inner
