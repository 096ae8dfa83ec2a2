"""Quotation marks in what is searched for in the admin and in Wagtail's API, on SQLite.

modelsearch puts each word between quotation marks for FTS5 and doesn't double those inside (`Lexeme.as_sql`,
modelsearch/backends/database/sqlite/query.py): three of them are then an unterminated string and the view a 500.
Doubled, each is FTS5's own way to write one. The initiatives don't come this way: they have an engine of their own.
"""

from __future__ import annotations

from typing import Any

from django.db import connection


def escape_searched_words() -> None:
    """For every search on SQLite; called once, from `ready()`."""
    if connection.vendor != "sqlite":
        return
    from modelsearch.backends.database.sqlite import query  # noqa: PLC0415  # its table is on SQLite only

    query.Lexeme.as_sql = _as_sql


def _as_sql(self: Any, compiler: Any, connection: Any) -> tuple[str, list[str]]:
    word = self.value.replace("\x00", " ").replace('"', '""').replace("'", "''").replace("\\", "\\\\")
    return ('"%s"*' if self.prefix else '"%s"'), [word]
