"""Elasticsearch nodes of this machine: started by the launcher, and ended, hung and brought back where a test wants it.

Every cluster has a home of its own in one folder; the server they run is fetched once, for all.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

LAUNCHER = Path(__file__).resolve().parent / "elasticsearch" / "cluster"
# The folder of clusters, for tests that start some of their own; `python -m tests.services` gives it.
FOLDER_VARIABLE = "PORTAL_NODES"


def free_block(size: int) -> int:
    """The first of `size` free ports in a row, with another such block 100 above it."""
    for start in range(19200, 29000, 10):
        try:
            for port in (*range(start, start + size), *range(start + 100, start + 100 + size)):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return start
    raise RuntimeError("no free ports")


class Nodes:
    """A cluster of this machine. Nodes are numbered from 1."""

    def __init__(self, folder: Path, name: str, *, count: int = 1, heap: str = "256m") -> None:
        self.home, self.server = folder / name, folder / "server"
        self.count, self.heap = count, heap
        self.urls: list[str] = []
        self._killed: set[int] = set()
        self._paused: set[int] = set()

    def start(self) -> list[str]:
        """Start them on empty data; answers their URLs."""
        port = free_block(max(self.count, 2))
        told = self._run("start", "--nodes", str(self.count), "--port", str(port), "--heap", self.heap)
        self.urls = [line for line in told.splitlines() if line.startswith("http://")]
        return self.urls

    def kill(self, number: int = 1) -> None:
        """End a node at once (SIGKILL)."""
        self._run("kill", str(number))
        self._killed.add(number)
        self._paused.discard(number)

    def restart(self, number: int = 1) -> None:
        """Start a killed node on its own data, and wait until the cluster has it back."""
        self._run("restart", str(number))
        self._killed.discard(number)

    def pause(self, number: int = 1) -> None:
        """Let a node hang: it accepts connections and doesn't answer."""
        self._run("pause", str(number))
        self._paused.add(number)

    def resume(self, number: int = 1) -> None:
        """Let it go on."""
        self._run("resume", str(number))
        self._paused.discard(number)

    def mend(self) -> None:
        """Bring back what was killed or hung, and nothing else."""
        for number in sorted(self._paused):
            self.resume(number)
        for number in sorted(self._killed):
            self.restart(number)

    def stop(self) -> None:
        """End those that were started here."""
        self._run("stop")

    def clean(self) -> None:
        """End them and remove their data and logs."""
        self._run("clean")

    def _run(self, action: str, *arguments: str) -> str:
        command = [sys.executable, str(LAUNCHER), action, *arguments, "--home", str(self.home)]
        done = subprocess.run([*command, "--server", str(self.server)], check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout
