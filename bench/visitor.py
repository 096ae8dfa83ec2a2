"""Visitors over HTTP: each request on a connection of its own, as gunicorn's synchronous workers serve them."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.projects import BenchError
from bench.servers import Server

Request = tuple[str, str]
LEAST = 6


@dataclass(frozen=True)
class Visit:
    """What visitors saw: seconds of each request, all of it together, and the server's processor time."""

    times: tuple[float, ...]
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds

    @property
    def cpu_each(self) -> float:
        """Processor seconds a request."""
        return self.cpu / len(self.times)


def visit(server: Server, requests: Sequence[Request], *, at_once: int, count: int, seconds: float) -> Visit:
    """Ask addresses in turn until `count` were asked or the time is over, but `LEAST` in any case.

    Raises:
        BenchError: an answer wasn't a 200.
    """
    numbers, times, failures = itertools.count(), [], []
    lock = threading.Lock()
    end = time.monotonic() + seconds

    def one_visitor() -> None:
        while not failures:
            with lock:
                number = next(numbers)
            if number >= count or (number >= LEAST and time.monotonic() > end):
                return
            started = time.perf_counter()
            status = _fetch(server.port, *requests[number % len(requests)])
            times.append(time.perf_counter() - started)
            if status != 200:
                failures.append((status, requests[number % len(requests)]))

    cpu, started = server.cpu(), time.perf_counter()
    visitors = [threading.Thread(target=one_visitor) for _number in range(at_once)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    if failures:
        raise BenchError(f"{server.project.name} answered {failures[0][0]} to {failures[0][1]}.")
    return Visit(tuple(times), time.perf_counter() - started, server.cpu() - cpu)


def _fetch(port: int, host: str, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()
