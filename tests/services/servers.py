"""The servers themselves: each is started on a free port with data of its own, and stopped again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.nodes import Nodes
from tests.services.packages import find

WAIT_SECONDS = 60
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=256MB")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, name: str) -> None:
    """Wait until something listens.

    Raises:
        RuntimeError: nothing does within a minute.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{name} doesn't answer on port {port}")


def say(line: str) -> None:
    """A line of progress."""
    print(f"services: {line}", file=sys.stderr, flush=True)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL with the superuser `portal`; yields its DATABASE_URL."""
    data, port = folder / "postgresql", free_port()
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    as_owner: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(data, "postgres", "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    control = [*as_owner, find("pg_ctl") or "pg_ctl", "-D", str(data), "-w", "-l", str(data / "log")]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        [
            *as_owner,
            find("initdb") or "initdb",
            "-D",
            str(data),
            "-U",
            "portal",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ],
        check=True,
        **quiet,
    )
    options = " ".join([f"-p {port}", "-h 127.0.0.1", f"-k {data}", *(f"-c {setting}" for setting in FAST)])
    subprocess.run([*control, "-o", options, "start"], check=True, **quiet)
    try:
        subprocess.run(
            [find("createdb") or "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "portal", "portal"], check=True
        )
        say(f"PostgreSQL on port {port}")
        yield f"postgresql://portal@127.0.0.1:{port}/portal"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, **quiet)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis that keeps nothing; yields its URL."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, "Redis")
        say(f"Redis on port {port}")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def elasticsearch(folder: Path) -> Iterator[str]:
    """One node; yields its URL. The server is kept between runs."""
    nodes = Nodes(folder / "elasticsearch", "node", heap="512m")
    nodes.start()
    try:
        say(f"Elasticsearch on {nodes.urls[0]}")
        yield nodes.urls[0]
    finally:
        nodes.stop()
