"""`manage.py search`: how the engines are, and making, comparing and feeding their indices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from portal.commands import DatabaseCommand
from search.engines import database_engine, engine, uses_elasticsearch
from search.engines.contract import EngineDownError, Health, Progress
from search.models import SearchChange, SearchDocument, SearchIndex
from search.models.outbox import DEAD_AFTER
from search.services.outbox import drain, waiting
from search.services.reindex import bring_up_to_date, check, rebuild_database, rebuild_elastic
from search.services.relevance import DATABASE, ELASTICSEARCH, evaluate, gates, judged_sets
from search.services.relevance.table import misses, table, verdict


class Command(DatabaseCommand):
    help = (
        "status: engines, documents and what waits. rebuild: project the pages and make the indices anew while the "
        "search goes on. check: compare pages, documents and indices, and put right what differs. drain: send what "
        "waits now. evaluate: ask judged questions of a corpus of its own, print how well they are answered, and fail "
        "where that is worse than it must be; nothing of the installation is touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["status", "rebuild", "check", "drain", "evaluate"])
        parser.add_argument(
            "--engine",
            choices=["database", "elasticsearch"],
            help="With rebuild and evaluate: this engine only.",
        )
        parser.add_argument("--misses", action="store_true", help="With evaluate: name what was answered less well.")
        parser.add_argument("--dry-run", action="store_true", help="With check: tell, and put nothing right.")

    def handle(self, *args: Any, **options: Any) -> None:
        actions: dict[str, Callable[[dict[str, Any]], None]] = {
            "status": self._status,
            "rebuild": self._rebuild,
            "check": self._check,
            "drain": self._drain,
            "evaluate": self._evaluate,
        }
        try:
            actions[options["action"]](options)
        except EngineDownError as error:
            raise CommandError(f"Elasticsearch: {error}") from error

    def _status(self, options: dict[str, Any]) -> None:
        self._say(f"Engine: {settings.SEARCH_ENGINE}")
        shown = SearchDocument.objects.filter(visible=True)
        self._say(f"Documents: {shown.count()}, {shown.filter(accepted=True).count()} of them the network's")
        engines = [database_engine(), *([engine()] if uses_elasticsearch() else [])]
        for health in (each.health() for each in engines):
            self._say(_line(health))
        for index in SearchIndex.objects.all():
            self._say(f"  {index.name}: {index.get_state_display()}, {index.done} of {index.total}")
        dead = SearchChange.objects.filter(attempts__gte=DEAD_AFTER).count()
        self._say(f"Waiting for Elasticsearch: {waiting()}, {dead} of them refused {DEAD_AFTER} times or more")

    def _rebuild(self, options: dict[str, Any]) -> None:
        if options["engine"] == "elasticsearch" and not uses_elasticsearch():
            raise CommandError("ELASTICSEARCH_URL isn't set.")
        self._say(f"Documents unlike their pages, put right: {bring_up_to_date()}")
        if options["engine"] in (None, "database"):
            total = rebuild_database(progress=self._progress("database"))
            self._say(f"database: {total} documents")
        if options["engine"] in (None, "elasticsearch") and uses_elasticsearch():
            self._say(f"elasticsearch: {rebuild_elastic(progress=self._progress('elasticsearch'))} is in use")

    def _check(self, options: dict[str, Any]) -> None:
        report = check(repair=not options["dry_run"])
        verb = "differ" if options["dry_run"] else "put right"
        self._say(f"Documents unlike their pages, {verb}: {report.projected}")
        self._say(f"Documents unlike the database's index, {verb}: {report.indexed}")
        if uses_elasticsearch():
            self._say(f"Documents unlike Elasticsearch's index, {verb}: {report.elastic}")
        if report.down:
            raise EngineDownError(report.down)

    def _drain(self, options: dict[str, Any]) -> None:
        report = drain()
        self._say(f"Sent: {report.sent}, refused: {len(report.refused)}, waiting: {waiting()}")
        for number, error in list(report.refused.items())[:10]:
            self._say(f"  {number}: {error}")
        if report.down:
            raise EngineDownError(report.down)

    def _evaluate(self, options: dict[str, Any]) -> None:
        if options["engine"] == ELASTICSEARCH and not uses_elasticsearch():
            raise CommandError("ELASTICSEARCH_URL isn't set.")
        engines = [options["engine"]] if options["engine"] else [DATABASE, *uses_elasticsearch() * [ELASTICSEARCH]]
        evaluations = [found for judged in judged_sets() for found in evaluate(judged, engines)]
        for line in table(evaluations):
            self._say(line)
        for evaluation in evaluations if options["misses"] else ():
            for line in misses(evaluation):
                self._say(line)
        found = list(gates(evaluations))
        for gate in found:
            self._say(verdict(gate))
        if missed := sum(not gate.is_met for gate in found):
            raise CommandError(f"Missed: {missed} of {len(found)} gates.")

    def _progress(self, name: str) -> Progress:
        def tell(done: int, total: int) -> None:
            self._say(f"{name}: {done} of {total}")

        return tell

    def _say(self, line: str) -> None:
        self.stdout.write(line)


def _line(health: Health) -> str:
    known = "" if health.documents is None else f", {health.documents} documents"
    return f"  {health.name}: {'answers' if health.ok else 'DOES NOT ANSWER'}{known}" + (
        f" ({health.detail})" if health.detail else ""
    )
