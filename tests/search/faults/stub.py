"""A stub in front of a node: passes on what it is asked, refuses it, or does something as it goes by."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
PATIENCE = 120


@dataclass(frozen=True)
class Asked:
    """A request on its way: `number` counts those since the stub was put up, from 1."""

    number: int
    method: str
    path: str
    body: bytes

    @property
    def is_bulk(self) -> bool:
        return self.path.startswith("/_bulk")


class CutError(Exception):
    """Raised by `before` or `after`: the connection is closed instead of an answer."""


class Stub:
    """A server on loopback that stands for the node behind it.

    `refuse` answers the status a request is refused with, or 0; `before` and `after` are called around the passing on
    of each request, in the stub's thread.
    """

    def __init__(self, target: str) -> None:
        self.host, self.port = urlsplit(target).hostname or "", urlsplit(target).port or 0
        self.asked: list[Asked] = []
        self.refuse: Callable[[Asked], int] = lambda asked: 0
        self.before: Callable[[Asked], None] = lambda asked: None
        self.after: Callable[[Asked], None] = lambda asked: None
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"stub": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def note(self, method: str, path: str, body: bytes) -> Asked:
        """Number a request."""
        with self._lock:
            asked = Asked(len(self.asked) + 1, method, path, body)
            self.asked.append(asked)
        return asked

    def close(self) -> None:
        """Take it down."""
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stub: Stub

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = self.stub.note(self.command, self.path, body)
        status = self.stub.refuse(asked)
        if status:
            error = {"error": {"type": "es_rejected_execution_exception", "reason": "the stub's"}, "status": status}
            self._answer(status, {"Content-Type": "application/json"}, json.dumps(error).encode())
            return
        try:
            self.stub.before(asked)
            answered = self._from_node(body)
            self.stub.after(asked)
        except (CutError, OSError, http.client.HTTPException):
            self.close_connection = True
            return
        self._answer(*answered)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815  # names of the standard library

    def _from_node(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        node = http.client.HTTPConnection(self.stub.host, self.stub.port, timeout=PATIENCE)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            node.request(self.command, self.path, body=body or None, headers=headers)
            answer = node.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            node.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the standard library's name
        """Not to the terminal."""
