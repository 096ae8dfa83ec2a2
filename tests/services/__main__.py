"""Start what isn't given by the environment, run the tests against it, stop what was started.

Arguments go to pytest. A skipped test is a failure here: everything it could want is running.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.services.packages import MissingPackageError
from tests.services.servers import elasticsearch, postgresql, redis, say

PROJECT = Path(__file__).resolve().parent.parent.parent
SERVICES = {"DATABASE_URL": postgresql, "REDIS_URL": redis, "ELASTICSEARCH_URL": elasticsearch}


def main(arguments: list[str]) -> int:
    """Answer pytest's exit code, or 1 with a sentence where a service can't be had."""
    folder = PROJECT / "var" / "services"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PORTAL_NO_SKIPS": "1"}
    with ExitStack() as running:
        for name, start in SERVICES.items():
            if environment.get(name):
                say(f"{name} is given: that server is used")
                continue
            try:
                environment[name] = running.enter_context(start(folder))
            except MissingPackageError as error:
                say(str(error))
                return 1
        command = [sys.executable, "-m", "pytest", *(arguments or ["tests"])]
        return subprocess.run(command, check=False, env=environment, cwd=PROJECT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
