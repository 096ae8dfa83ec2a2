"""Engines behind one seam. `database_engine()` is always there; `engine()` is the one that reads are asked of."""

from __future__ import annotations

from functools import cache

from django.db import connection

from search.engines.contract import SearchEngine
from search.engines.database import DatabaseEngine


@cache
def database_engine() -> DatabaseEngine:
    """The engine of the database in use: one for the process, for it keeps columns."""
    if connection.vendor == "postgresql":
        from search.engines.postgres import PostgresEngine  # noqa: PLC0415  # only one of the two is ever needed

        return PostgresEngine()
    from search.engines.sqlite import SqliteEngine  # noqa: PLC0415

    return SqliteEngine()


def engine() -> SearchEngine:
    """The engine that reads are asked of."""
    return database_engine()
