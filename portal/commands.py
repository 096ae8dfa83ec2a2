"""What the portal's own commands share: on a database that isn't prepared they say so in one line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


class DatabaseCommand(BaseCommand):
    """A command that works on the portal's tables.

    Ends with a line on the standard error and code 1 where they are missing, or not as this release has them.
    """

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            if not MigrationRecorder(connection).has_table():
                raise CommandError("The database has no tables yet: run `manage.py migrate` first.")
            return super().execute(*args, **options)
        except DatabaseError as error:
            if not connection.in_atomic_block and _waits_for_migrations():
                message = "The database isn't as this release needs it: run `manage.py migrate` first."
                raise CommandError(message) from error
            raise


def _waits_for_migrations() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return False
