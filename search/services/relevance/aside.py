"""Tables of the search that only this connection sees, so that an evaluation touches nothing of the installation's.

A temporary table stands before one of the same name, on SQLite and on PostgreSQL. They are made as the
installation's are, from the database's own account of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from search.models import SearchClock, SearchDocument, SearchWord

MODELS = (SearchDocument, SearchClock, SearchWord)
# What an index refers to comes before what refers to it.
INDEX = {"sqlite": ("search_terms", "search_names", "search_terms_vocabulary"), "postgresql": ("search_terms",)}
SCHEMA = {"sqlite": "temp", "postgresql": "pg_temp"}
# Temporary tables can't refer to those of another schema.
REFERENCE = re.compile(r' REFERENCES "\w+" \("\w+"\)(?: ON DELETE [A-Z ]+?)?(?: DEFERRABLE INITIALLY DEFERRED)?')
HEAD = re.compile(r'^CREATE (VIRTUAL )?TABLE "?(\w+)"?')


@contextmanager
def tables_aside() -> Iterator[None]:
    """Until the end of this block the search's tables are empty ones of this connection's own.

    Nothing of the installation is locked meanwhile, and a process that is killed leaves nothing behind.
    """
    names = [*(model._meta.db_table for model in MODELS), *INDEX[connection.vendor]]
    statements = [_statement(name) for name in names]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    try:
        yield
    finally:
        # In a broken transaction they go with it.
        with suppress(DatabaseError), connection.cursor() as cursor:
            for name in reversed(names):
                cursor.execute(f"DROP TABLE {SCHEMA[connection.vendor]}.{name}")


def _statement(name: str) -> str:
    if connection.vendor == "postgresql":
        return f"CREATE TEMPORARY TABLE {name} (LIKE {name} INCLUDING ALL)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = %s", [name])
        made: str = cursor.fetchone()[0]
    return REFERENCE.sub("", HEAD.sub(r'CREATE \1TABLE temp."\2"', made))
