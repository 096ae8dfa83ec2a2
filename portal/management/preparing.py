"""What `manage.py serve --prepare` does before it serves, in one process: each start of Django takes seconds."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.tenancy.services.ports import bring_ports_in_line

Say = Callable[[str], None]
SECONDS_BETWEEN_LINES = 2


class MigrateWithProgress(Migrate):
    """`migrate` that says every other second how far it is, not each of some hundred names."""

    def __init__(self, say: Say, total: int) -> None:
        super().__init__()
        self.say, self.total = say, total
        self.done, self.said_at = 0, monotonic()

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Called by Django before and after each migration."""
        if action != "apply_success":
            return
        self.done += 1
        now = monotonic()
        if now - self.said_at >= SECONDS_BETWEEN_LINES or self.done == self.total:
            self.said_at = now
            self.say(f"  Migrations: {self.done}/{self.total} {migration.app_label}")


def prepare(say: Say) -> None:
    """Compile stale catalogues, migrate, load the demonstration network: each only where there is something to do."""
    call_command("compile_catalogues")
    migrate(say)
    call_command("demo", if_needed=True)


def migrate(say: Say) -> None:
    """Bring the database up to date; nothing but a look at its list of migrations where it is."""
    executor = MigrationExecutor(connection)
    total = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not total:
        say("Database: up to date")
        return
    say(f"Database: bringing it up to date, {total} migrations")
    call_command(MigrateWithProgress(say, total), verbosity=0)
    say("Database: ready")


def follow_port(say: Say) -> None:
    """In development sites have the port the server is reached on; another deployment's is its own matter."""
    if not settings.LINKS_FROM_REQUEST:
        return
    changed = bring_ports_in_line()
    if changed:
        say(f"Sites: {changed} moved to port {settings.PUBLIC_PORT}")
