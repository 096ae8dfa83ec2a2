"""The other end of `bench.probe`: a process of a project that is asked again and again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from bench.projects import BenchError, Project, start

Request = tuple[str, str]


class Probe:
    """One process; asked in turn with that of the other project, so that both see the same neighbours."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.process = start(project, ["-m", "bench.probe"], piped=True)
        if self._line() != "ready":
            raise BenchError(f"{project.name}: the process to measure doesn't start.")

    def __enter__(self) -> Probe:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=30)
        except Exception:  # whatever hangs: it must not stay behind
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def ask(self, do: str, **values: Any) -> dict[str, Any]:
        """Send a question and wait for its answer.

        Raises:
            BenchError: the process ended; its own error was shown.
        """
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self.process.stdin.flush()
        line = self._line()
        if not line:
            raise BenchError(f"{self.project.name}: the process to measure ended.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def get(self, requests: Sequence[Request]) -> dict[str, Any]:
        """Ask addresses; every answer must be a 200.

        Raises:
            BenchError: one wasn't.
        """
        answer = self.ask("get", requests=list(requests))
        if set(answer["statuses"]) != {"200"}:
            raise BenchError(f"{self.project.name} answered {answer['statuses']} to {requests[0]} and others.")
        return answer

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()
