"""Whether SQLite has JSON is asked without its write lock.

Upstream reason, Django 5.2: `DatabaseFeatures.supports_json_field` (`django/db/backends/sqlite3/features.py`) asks in a
transaction, which with `transaction_mode` IMMEDIATE waits for whoever writes; where that takes longer than `timeout`,
it notes for as long as the connection lives that there is none, and every query with JSON is refused. It is known of
that method that it takes a fault of the connection for an answer (https://code.djangoproject.com/ticket/32224). The one
place.
"""

from __future__ import annotations

from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.utils.functional import cached_property


def _supports_json_field(self: Any) -> bool:
    """The function reads no table: only that it is missing is an error."""
    with self.connection.cursor() as cursor:
        try:
            cursor.execute("SELECT JSON('{}')")
        except OperationalError:
            return False
    return True


def ask_without_lock() -> None:
    """In every connection; called once, from `ready()`."""
    asked, features = cached_property(_supports_json_field), DatabaseWrapper.features_class
    asked.__set_name__(features, "supports_json_field")
    features.supports_json_field = asked  # type: ignore[assignment, method-assign]
