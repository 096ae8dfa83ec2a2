"""gunicorn on loopback, the same for both projects, and the processor time of its processes."""

from __future__ import annotations

import http.client
import os
import socket
import time
from pathlib import Path
from types import TracebackType

from bench.projects import BenchError, Project, start

WORKERS = 2
START_SECONDS = 60
STOP_SECONDS = 10
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Server:
    """A project behind gunicorn with the classic synchronous workers."""

    def __init__(self, project: Project) -> None:
        self.project, self.port = project, free_port()
        self.process = start(
            project,
            [
                "-m", "gunicorn", project.wsgi, "--bind", f"127.0.0.1:{self.port}", "--workers", str(WORKERS),
                "--worker-class", "sync", "--timeout", "120", "--log-level", "error", "--no-control-socket",
            ],
        )  # fmt: skip

    def __enter__(self) -> Server:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            if self._answers():
                return self
            time.sleep(0.2)
        self.__exit__(None, None, None)
        raise BenchError(f"{self.project.name}: gunicorn doesn't answer.")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except Exception:  # whatever hangs: it must not stay behind
            self.process.kill()
            self.process.wait()

    def cpu(self) -> float:
        """Seconds of processor that the server and its workers have used."""
        return sum(_seconds(pid) for pid in (self.process.pid, *_children(self.process.pid)))

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/", headers={"Host": "localhost"})
            connection.getresponse().read()
        except OSError:
            return False
        finally:
            connection.close()
        return True


def _children(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(child) for child in file.read_text(encoding="ascii").split()]
    except OSError:
        return []


def _seconds(pid: int) -> float:
    """utime and stime of a process (proc(5), fields 14 and 15)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
