"""`manage.py serve`: the development server and its worker, started and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.utils import OperationalError, ProgrammingError

from portal.management.preparing import follow_port, prepare

GRACE_SECONDS = 10


class Command(BaseCommand):
    help = "Serves the portal for development and runs its worker; both end when either ends, or on Ctrl-C."
    requires_system_checks: list[str] = []  # the server makes them itself

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
        parser.add_argument("--check", action="store_true", help="only say whether the port is free")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first compile the catalogues, migrate and load the demonstration network, where needed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        _refuse_taken(port)
        if options["check"]:
            return
        self._prepare(everything=options["prepare"])
        self.stdout.write(f"The network: http://localhost:{port}/   a Cité: http://porto.localhost:{port}/")
        self.stdout.write(f"The admin:   http://localhost:{port}/admin/")
        self.stdout.write(f"Sent mail:   {getattr(settings, 'EMAIL_FILE_PATH', 'on its way')}")
        self.stdout.write("Ctrl-C stops server and worker.")
        self.stdout.flush()
        connection.close()
        signal.signal(signal.SIGTERM, _interrupt)
        manage = [sys.executable, sys.argv[0]]
        commands = ([*manage, "runserver", f"127.0.0.1:{port}"], [*manage, "worker"])
        # A session each: runserver's reloader has a child of its own, which must end with it.
        children = [subprocess.Popen(command, start_new_session=True) for command in commands]  # noqa: S603
        try:
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
        except KeyboardInterrupt:
            pass
        finally:
            _end(children)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _prepare(self, *, everything: bool) -> None:
        try:
            if everything:
                prepare(self._say)
            follow_port(self._say)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"The database isn't ready: {error}. Run “manage.py migrate” first.") from error


def _refuse_taken(port: int) -> None:
    """Raises CommandError: somebody listens there already."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise CommandError(
                f"Port {port} is taken: stop what listens there, or choose another with make run PORT={port + 1}."
            )


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask politely, then insist: no process is left behind, however often one is told to stop meanwhile."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
