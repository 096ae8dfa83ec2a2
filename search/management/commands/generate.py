"""`manage.py generate`: a large network to measure on."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db.utils import OperationalError, ProgrammingError

from portal.commands import DatabaseCommand
from portal.tenancy.services.provision import ProvisionError
from search.services.generate import (
    MAX_CITES,
    MAX_INITIATIVES,
    Plan,
    PlanError,
    begin,
    clear,
    plan_cites,
    project_initiatives,
    provision_planned,
    unprojected,
    write_initiatives,
)

EVERY_SECONDS = 2.0


class Command(DatabaseCommand):
    help = (
        "Makes Cités that don't exist and initiatives they never had, for measuring: varied text in each language, the "
        "same for the same seed, marked as demonstration. Run again with more initiatives it adds those that are "
        "missing. --clear takes away all that was generated, and nothing else. Not for production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cites", type=int, default=30, help=f"how many Cités, 1 to {MAX_CITES} (30)")
        parser.add_argument("--initiatives", type=int, default=1000, help="how many initiatives in all (1000)")
        parser.add_argument(
            "--languages", default="fr,en,it,pt,es,ca", help="of the Cités, in turn (fr,en,it,pt,es,ca)"
        )
        parser.add_argument("--seed", type=int, default=1, help="another number gives other texts (1)")
        parser.add_argument("--clear", action="store_true", help="take away what was generated, and do nothing else")
        parser.add_argument("--force", action="store_true", help="do it although this is production")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "This looks like production, where visitors would find what is generated. If you mean it, add --force."
            )
        try:
            if options["clear"]:
                self._clear()
            else:
                self._generate(options)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"The database isn't ready: {error}. Run “manage.py migrate” first.") from error
        except (PlanError, ProvisionError) as error:
            raise CommandError(str(error)) from error

    def _clear(self) -> None:
        for number, total, slug in clear():
            self._say(f"Cités taken away: {number}/{total} {slug}")
        self._say("Nothing generated is left.")

    def _generate(self, options: dict[str, Any]) -> None:
        if not 0 <= options["initiatives"] <= MAX_INITIATIVES:
            raise PlanError(f"--initiatives goes from 0 to {MAX_INITIATIVES}.")
        codes = [code.strip() for code in options["languages"].split(",") if code.strip()]
        plan = Plan(cites=options["cites"], languages=tuple(dict.fromkeys(codes)), seed=options["seed"])
        planned = plan_cites(plan)
        begin(plan)
        cites = []
        for cite in provision_planned(planned):
            cites.append(cite)
            self._say(f"Cités: {len(cites)}/{len(planned)} {cite.slug}")
        count = options["initiatives"]
        rows = _Meter(self, "Rows", count)
        for done, added in write_initiatives(plan, cites, planned, count=count):
            rows.tell(done, added)
        rows.end()
        waiting = unprojected()
        projection = _Meter(self, "Projection", len(waiting))
        last = 0
        for done in project_initiatives(waiting):
            projection.tell(done, done - last)
            last = done
        projection.end()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


class _Meter:
    """Progress and rates of one part of the work: by the clock, and by this process's own time."""

    def __init__(self, command: Command, name: str, total: int) -> None:
        self.command, self.name, self.total = command, name, total
        self.added = 0
        self.started, self.cpu_started = time.monotonic(), time.process_time()
        self.told = self.started

    def tell(self, done: int, added: int) -> None:
        """Note progress; says so every few seconds."""
        self.added += added
        now = time.monotonic()
        if now - self.told >= EVERY_SECONDS:
            self.told = now
            self.command._say(f"{self.name}: {done}/{self.total}")

    def end(self) -> None:
        """Say how many there were, and how many a second."""
        if not self.added:
            self.command._say(f"{self.name}: all there already.")
            return
        seconds = max(time.monotonic() - self.started, 1e-6)
        cpu = max(time.process_time() - self.cpu_started, 1e-6)
        self.command._say(
            f"{self.name}: {self.added} initiatives in {seconds:.1f} s, {self.added / seconds:,.0f} a second; "
            f"{self.added / cpu:,.0f} a second and core."
        )
