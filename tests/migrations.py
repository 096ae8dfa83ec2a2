"""The test database as it was before one of the migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@contextmanager
def before_migration(app: str, name: str) -> Iterator[None]:
    """Take back migration `name` of `app` and all that follow from it; apply every one again on leaving.

    Needs `django_db(transaction=True)`. The tests after it in the same process find all the tables they know,
    even when the block fails: DDL isn't rolled back with a test.
    """
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate([node.key for node in executor.loader.graph.node_map[app, name].parents if node.key[0] == app])
    try:
        yield
    finally:
        MigrationExecutor(connection).migrate(leaves)
