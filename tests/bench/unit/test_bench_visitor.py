"""Visitors over HTTP, against a server of a few lines."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from bench.projects import BenchError
from bench.servers import free_port
from bench.visitor import LEAST, visit

REQUESTS = [("a.localhost", "/one/"), ("b.localhost", "/two/?q=x")]


class Site(BaseHTTPRequestHandler):
    """Notes who asks for what; answers 404 to /gone/."""

    seen: list[tuple[str, str]] = []
    wait = 0.0

    def do_GET(self) -> None:  # the name the server calls
        self.seen.append((self.headers["Host"], self.path))
        time.sleep(self.wait)
        self.send_response(404 if self.path == "/gone/" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def site() -> Iterator[Any]:
    Site.seen, Site.wait = [], 0.0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    clock = iter(range(0, 1000, 2))
    yield SimpleNamespace(
        port=server.server_address[1], cpu=lambda: float(next(clock)), project=SimpleNamespace(name="one")
    )
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("at_once", [1, 3])
def test_every_request_is_asked_in_turn(site: Any, at_once: int) -> None:
    found = visit(site, REQUESTS, at_once=at_once, count=10, seconds=20)
    assert sorted(Site.seen) == sorted(REQUESTS * 5)
    assert len(found.times) == 10
    assert found.cpu_each == 0.2
    assert found.rate > 0


def test_time_ends_a_visit_but_not_before_some_were_asked(site: Any) -> None:
    Site.wait = 0.05
    found = visit(site, REQUESTS, at_once=1, count=1000, seconds=0.01)
    assert len(found.times) == LEAST


def test_an_answer_that_is_no_200_is_told_with_its_address(site: Any) -> None:
    with pytest.raises(BenchError, match=r"one answered 404 to \('a.localhost', '/gone/'\)"):
        visit(site, [("a.localhost", "/gone/")], at_once=2, count=50, seconds=5)


def test_a_free_port_can_be_listened_on() -> None:
    ThreadingHTTPServer(("127.0.0.1", free_port()), Site).server_close()
