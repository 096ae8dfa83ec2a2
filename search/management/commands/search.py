"""`manage.py search`: how the engines are, and making, comparing and feeding their indices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

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
        for option, action in (("dry_run", "check"), ("misses", "evaluate")):
            if options[option] and options["action"] != action:
                said = {"option": f"--{option.replace('_', '-')}", "action": action}
                raise CommandError(_("%(option)s is for %(action)s only; nothing was done.") % said)
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
        self._say(_("Engine: %(name)s") % {"name": settings.SEARCH_ENGINE})
        shown = SearchDocument.objects.filter(visible=True)
        network = shown.filter(accepted=True).count()
        self._say(
            _("Documents: %(all)s, of which the network’s: %(network)s") % {"all": shown.count(), "network": network}
        )
        engines = [database_engine(), *([engine()] if uses_elasticsearch() else [])]
        for health in (each.health() for each in engines):
            self._say(_line(health))
        for index in SearchIndex.objects.all():
            done = _("%(done)s of %(total)s") % {"done": index.done, "total": index.total}
            self._say(f"  {index.name}: {index.get_state_display()}, {done}")
        dead = SearchChange.objects.filter(attempts__gte=DEAD_AFTER).count()
        said = _("Waiting for Elasticsearch: %(waiting)s, of which refused %(times)s times or more: %(refused)s")
        self._say(said % {"waiting": waiting(), "times": DEAD_AFTER, "refused": dead})

    def _rebuild(self, options: dict[str, Any]) -> None:
        if options["engine"] == "elasticsearch" and not uses_elasticsearch():
            raise CommandError(_("ELASTICSEARCH_URL isn’t set."))
        self._say(_("Documents unlike their pages, put right: %(number)s") % {"number": bring_up_to_date()})
        if options["engine"] in (None, "database"):
            total = rebuild_database(progress=self._progress("database"))
            self._say(_("database: %(number)s documents") % {"number": total})
        if options["engine"] in (None, "elasticsearch") and uses_elasticsearch():
            index = rebuild_elastic(progress=self._progress("elasticsearch"))
            self._say(_("elasticsearch: %(index)s is in use") % {"index": index})

    def _check(self, options: dict[str, Any]) -> None:
        report = check(repair=not options["dry_run"])
        if options["dry_run"]:
            pages, database, elastic = (
                _("Documents unlike their pages: %(number)s"),
                _("Documents unlike the database’s index: %(number)s"),
                _("Documents unlike Elasticsearch’s index: %(number)s"),
            )
        else:
            pages, database, elastic = (
                _("Documents unlike their pages, put right: %(number)s"),
                _("Documents unlike the database’s index, put right: %(number)s"),
                _("Documents unlike Elasticsearch’s index, put right: %(number)s"),
            )
        self._say(pages % {"number": report.projected})
        self._say(database % {"number": report.indexed})
        if report.down:
            raise EngineDownError(report.down)
        if uses_elasticsearch():
            self._say(elastic % {"number": report.elastic})

    def _drain(self, options: dict[str, Any]) -> None:
        report = drain()
        said = _("Sent: %(sent)s, refused: %(refused)s, waiting: %(waiting)s")
        self._say(said % {"sent": report.sent, "refused": len(report.refused), "waiting": waiting()})
        for number, error in list(report.refused.items())[:10]:
            self._say(f"  {number}: {error}")
        if report.down:
            raise EngineDownError(report.down)

    def _evaluate(self, options: dict[str, Any]) -> None:
        if options["engine"] == ELASTICSEARCH and not uses_elasticsearch():
            raise CommandError(_("ELASTICSEARCH_URL isn’t set."))
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
            raise CommandError(_("Gates missed: %(missed)s of %(all)s.") % {"missed": missed, "all": len(found)})

    def _progress(self, name: str) -> Progress:
        def tell(done: int, total: int) -> None:
            self._say(f"{name}: " + _("%(done)s of %(total)s") % {"done": done, "total": total})

        return tell

    def _say(self, line: str) -> None:
        self.stdout.write(line)


def _line(health: Health) -> str:
    answers = _("answers") if health.ok else _("DOES NOT ANSWER")
    known = None if health.documents is None else _("%(number)s documents") % {"number": health.documents}
    detail = f" ({health.detail})" if health.detail else ""
    return f"  {health.name}: {', '.join(filter(None, (answers, known)))}{detail}"
