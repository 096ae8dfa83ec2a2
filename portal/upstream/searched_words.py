"""What is searched for in the admin and in Wagtail's API: quotation marks on SQLite, and very many words.

modelsearch puts each word between quotation marks for FTS5 and doesn't double those inside (`Lexeme.as_sql`,
modelsearch/backends/database/sqlite/query.py): three of them are then an unterminated string and the view a 500.
Doubled, each is FTS5's own way to write one. And its queries nest as deep as there are words (there and in
`build_tsquery_content` of its PostgreSQL backend), so that some hundred are a RecursionError: as many as anybody types
are looked for. The initiatives don't come this way: they have an engine of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db import connection
from modelsearch.query import And, Or, PlainText

MOST = 64
# PostgreSQL's backend takes a hyphen for a space.
FIRST_WORDS = re.compile(rf"[\s-]*(?:[^\s-]+[\s-]*){{0,{MOST}}}")


def bound_searched_words() -> None:
    """For every search; called once, from `ready()`."""
    PlainText.__init__ = _first_words(PlainText.__init__)
    for several in (And, Or):
        several.__init__ = _first_parts(several.__init__)


def _first_words(init: Callable[..., None]) -> Callable[..., None]:
    @wraps(init)
    def bounded(self: Any, query_string: str, *args: Any, **kwargs: Any) -> None:
        found = FIRST_WORDS.match(query_string)
        init(self, found[0] if found else "", *args, **kwargs)

    return bounded


def _first_parts(init: Callable[..., None]) -> Callable[..., None]:
    @wraps(init)
    def bounded(self: Any, subqueries: Sequence[Any]) -> None:
        init(self, subqueries[:MOST])

    return bounded


def escape_searched_words() -> None:
    """For every search on SQLite; called once, from `ready()`."""
    if connection.vendor != "sqlite":
        return
    from modelsearch.backends.database.sqlite import query  # noqa: PLC0415  # its table is on SQLite only

    query.Lexeme.as_sql = _as_sql


def _as_sql(self: Any, compiler: Any, connection: Any) -> tuple[str, list[str]]:
    word = self.value.replace("\x00", " ").replace('"', '""').replace("'", "''").replace("\\", "\\\\")
    return ('"%s"*' if self.prefix else '"%s"'), [word]
