"""`manage.py worker`: runs background tasks and scheduled jobs until it is told to stop."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker

from portal.commands import DatabaseCommand
from portal.work.services.queue import beat, reclaim, tick

BEAT_SECONDS = 5
# After the database has refused, because it was busy or away.
PAUSE_SECONDS = 5
# So often a worker that is to stop asks again.
PATIENCE = 3
logger = logging.getLogger(__name__)


class Command(DatabaseCommand):
    help = (
        "Runs background tasks (mail, search, reference index) and the schedule (publication, purges). "
        "Start as many as you like; a job due is run by one of them. Stops after the current task on SIGTERM or Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="run what is waiting and due, then stop")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds to wait when there is nothing to do")

    def handle(self, *args: Any, **options: Any) -> None:
        worker_id = uuid.uuid4().hex
        if not options["batch"]:
            threading.Thread(target=self._keep_beating, args=(worker_id,), daemon=True).start()
        refused = 0
        while True:
            worker = self._worker(worker_id)
            worker.configure_signals()
            self._round(worker_id)
            try:
                worker.run()
            except OperationalError as error:
                # Upstream lets it end the worker when the beginning of a transaction or the note of a result waits for
                # too long (django_tasks_db/management/commands/db_worker.py, `run` and `run_task`).
                refused += 1
                self._wait(error, give_up=options["batch"] and refused == PATIENCE)
                continue
            if not worker.running:
                return
            if worker._run_tasks == 0:
                if options["batch"]:
                    return
                time.sleep(options["interval"])

    @staticmethod
    def _wait(error: OperationalError, *, give_up: bool) -> None:
        if give_up:
            raise CommandError(f"The database doesn't answer; what waits is kept. It said: {error}") from error
        logger.warning("The database doesn't answer, the worker goes on in %s s: %s", PAUSE_SECONDS, error)
        close_old_connections()
        time.sleep(PAUSE_SECONDS)

    @staticmethod
    def _worker(worker_id: str) -> Worker:
        return Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=50,
            worker_id=worker_id,
        )

    @staticmethod
    def _round(worker_id: str) -> None:
        close_old_connections()
        try:
            beat(worker_id)
            reclaim(idle=worker_id)
            tick()
        except OperationalError:  # SQLite is busy for longer than it waits: the next round will do
            close_old_connections()

    @staticmethod
    def _keep_beating(worker_id: str) -> None:
        while True:
            time.sleep(BEAT_SECONDS)
            try:
                beat(worker_id)
            except OperationalError:
                pass
            finally:
                connection.close()
