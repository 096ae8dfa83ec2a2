"""`manage.py demo`."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db.utils import OperationalError, ProgrammingError

from portal.commands import DatabaseCommand
from portal.demo import DemoContext, data_version, demo_steps
from portal.management.preparing import follow_port
from portal.models import ContentVersion
from portal.services.indexing import indexed_at_the_end

MARK = "demo"


class Command(DatabaseCommand):
    help = (
        "Loads the demonstration network: the real Cités, the label's history, the 2019 spring school and the "
        "initiatives, each with its source, and demonstration text for five Cités, marked as such. Run again, it "
        "repairs what is missing and adds nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--facts-only", action="store_true", help="load no demonstration text")
        parser.add_argument("--if-needed", action="store_true", help="do nothing where this very data is loaded")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._load(facts_only=options["facts_only"], if_needed=options["if_needed"])
            follow_port(self._say)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"The database isn't ready: {error}. Run “manage.py migrate” first.") from error
        except (ValidationError, ValueError) as error:
            raise CommandError(f"What is in the database and the data don't fit: {error}") from error

    def _load(self, *, facts_only: bool, if_needed: bool) -> None:
        version = data_version() * 2 + facts_only
        if if_needed and ContentVersion.objects.filter(name=MARK, number=version).exists():
            self._say("Demonstration network: loaded already.")
            return
        started = time.monotonic()
        context = DemoContext(facts_only=facts_only, say=self._say)
        steps = demo_steps(facts_only=facts_only)
        with indexed_at_the_end():
            for number, step in enumerate(steps, start=1):
                self._say(f"[{number}/{len(steps)}] {step.name}")
                step.step(context)
            self._say("Indexing")
        ContentVersion.objects.update_or_create(name=MARK, defaults={"number": version})
        self._say(f"Demonstration network loaded in {time.monotonic() - started:.0f} s.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
