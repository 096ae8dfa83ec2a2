"""The portal's commands on a database that isn't prepared."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command, load_command_class
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from portal.commands import DatabaseCommand

PROJECT = Path(__file__).resolve().parents[3]
OURS = ("portal", "cities", "events", "label", "search")
# Work on files, or prepare the database themselves.
WITHOUT_TABLES = {"compile_catalogues", "draw_maps", "openapi", "serve"}


def commands() -> dict[str, BaseCommand]:
    found = {}
    for config in apps.get_app_configs():
        if config.name.partition(".")[0] in OURS:
            for file in Path(config.path).glob("management/commands/[a-z]*.py"):
                found[file.stem] = load_command_class(config.name, file.stem)
    return found


def test_every_command_that_works_on_tables_says_when_there_are_none() -> None:
    ours = commands()
    assert {"search", "generate", "demo", "worker", "import_initiatives"} <= ours.keys()
    assert {name for name, made in ours.items() if not isinstance(made, DatabaseCommand)} == WITHOUT_TABLES


@pytest.mark.parametrize("command", [["search", "evaluate"], ["import_initiatives", "x.csv", "--cite", "porto"]])
def test_one_line_and_no_traceback_without_tables(tmp_path: Path, command: list[str]) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": ""}
    environment = {name: value for name, value in environment.items() if value}
    answer = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr == "CommandError: The database has no tables yet: run `manage.py migrate` first.\n"


class Broken(DatabaseCommand):
    """Meets an error of the database."""

    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        raise OperationalError("no such column: x")


@pytest.mark.django_db(transaction=True)
def test_a_database_of_an_older_release_is_told_from_a_failure() -> None:
    with pytest.raises(OperationalError):
        call_command(Broken())
    recorder = MigrationRecorder(connection)
    app, newest = MigrationLoader(connection).graph.leaf_nodes("search")[0]
    recorder.record_unapplied(app, newest)
    try:
        with pytest.raises(CommandError, match=r"run `manage\.py migrate` first"):
            call_command(Broken())
    finally:
        recorder.record_applied(app, newest)
