"""Start what isn't given by the environment, run the tests against it, stop what was started.

Arguments go to pytest. A skipped test is a failure here: everything it could want is running.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from tests.services.nodes import FOLDER_VARIABLE
from tests.services.packages import MissingPackageError, ensure
from tests.services.servers import elasticsearch, postgresql, redis, say

PROJECT = Path(__file__).resolve().parent.parent.parent
# Last and by themselves: they wait for servers that fail, and beside other tests they would wait for those.
FAULTS = "tests/search/faults"
# They look at a server of their own, on SQLite whatever is given: `make test` has run the very same.
BROWSER = "tests/portal/e2e"
Start = Callable[[Path], AbstractContextManager[str]]
SERVICES: dict[str, Start] = {"DATABASE_URL": postgresql, "REDIS_URL": redis, "ELASTICSEARCH_URL": elasticsearch}
JAVA = {"javac": "openjdk-17-jdk-headless", "mvn": "maven"}
# Java in any case: the tests of faults kill nodes, and kill only their own.
PROGRAMS: dict[str, dict[str, str]] = {
    "DATABASE_URL": {"initdb": "postgresql", "pg_ctl": "postgresql"},
    "REDIS_URL": {"redis-server": "redis-server"},
}


def main(arguments: list[str]) -> int:
    """Answer pytest's exit code, or 1 with a sentence where a service can't be had."""
    folder = PROJECT / "var" / "services"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PORTAL_NO_SKIPS": "1", FOLDER_VARIABLE: str(folder / "elasticsearch")}
    missing = [name for name in SERVICES if not environment.get(name)]
    for name in SERVICES.keys() - missing:
        say(f"{name} is given: that server is used")
    try:
        ensure(JAVA | {program: package for name in missing for program, package in PROGRAMS.get(name, {}).items()})
    except MissingPackageError as error:
        say(str(error))
        return 1
    with ExitStack() as running, ThreadPoolExecutor() as starting:
        made = {name: SERVICES[name](folder) for name in missing}
        begun = {name: starting.submit(running.enter_context, service) for name, service in made.items()}
        environment |= {name: start.result() for name, start in begun.items()}
        runs = [arguments] if arguments else [["tests", "--ignore", FAULTS, "--ignore", BROWSER], ["-n", "0", FAULTS]]
        codes = [_pytest(run, environment) for run in runs]
    return next((code for code in codes if code), 0)


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, check=False, env=environment, cwd=PROJECT).returncode


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(143))  # or servers would be left behind
    sys.exit(main(sys.argv[1:]))
