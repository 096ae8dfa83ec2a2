"""Asks a project from inside its own process: time by the clock, time of the processor, queries.

Run in the project it measures; reads one JSON object a line and answers one a line. `get`: addresses through the
whole of the middleware. `queries`: how many statements each takes. `engine`: the portal's search engine alone.
`save`: publishing a page anew.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.apps import apps
from django.db import connection, reset_queries

Answer = dict[str, Any]


def main() -> None:
    """Answer until the input ends."""
    django.setup()
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415  # needs the settings

    handler = WSGIHandler()
    known: dict[str, Callable[[Answer], Answer]] = {
        "get": lambda asked: get(handler, asked["requests"]),
        "queries": lambda asked: {"queries": [queries(handler, *request) for request in asked["requests"]]},
        "engine": lambda asked: engine(asked["questions"]),
        "save": lambda asked: save(asked["model"], asked["count"]),
    }
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(json.dumps(known[asked["do"]](asked)) + "\n")
        sys.stdout.flush()


def get(handler: Any, requests: list[tuple[str, str]]) -> Answer:
    """Ask each address once."""
    walls, cpus, statuses, size = [], [], {}, 0
    for host, path in requests:
        wall, cpu = time.perf_counter(), time.process_time()
        status, body = fetch(handler, host, path)
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
        statuses[status] = statuses.get(status, 0) + 1
        size += len(body)
    return {"wall": walls, "cpu": cpus, "statuses": statuses, "bytes": size // max(len(requests), 1)}


def fetch(handler: Any, host: str, path: str) -> tuple[str, bytes]:
    """Status and body of one answer."""
    from django.test import RequestFactory  # noqa: PLC0415

    environ = RequestFactory().get(path, HTTP_HOST=host).environ
    said: list[str] = []
    response = handler(environ, lambda status, headers, error=None: said.append(status[:3]))
    try:
        return said[0], b"".join(response)
    finally:
        response.close()


def queries(handler: Any, host: str, path: str) -> int:
    """Statements of one answer, without those that set up the connection."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(sql)
        return execute(sql, params, many, context)

    reset_queries()
    with connection.execute_wrapper(note):
        fetch(handler, host, path)
    return len(seen)


def engine(questions: list[Answer]) -> Answer:
    """The engine that reads are asked of, alone: one search with facets each."""
    from search.engines import engine as asked  # noqa: PLC0415
    from search.engines.contract import SearchRequest  # noqa: PLC0415

    cpus, walls, totals, staged = [], [], [], 0
    for question in questions:
        filters = {name: (value,) for name, value in question["filters"].items()}
        request = SearchRequest(text=question["text"], language=question["language"], filters=filters)
        wall, cpu = time.perf_counter(), time.process_time()
        found = asked().search(request)
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
        totals.append(found.total)
        staged += found.two_stages
    return {"cpu": cpus, "wall": walls, "totals": totals, "two_stages": staged, "name": asked().name}


def save(model: str, count: int) -> Answer:
    """Publish pages anew with another title, as the editor does; nothing of it stays."""
    from django.db import transaction  # noqa: PLC0415

    walls, cpus = [], []
    pages = apps.get_model(model)._default_manager.filter(live=True).order_by("pk")
    with undone(transaction):
        for page in pages[:count]:
            page.title = f"{page.title[:80]} bis"
            wall, cpu = time.perf_counter(), time.process_time()
            with transaction.atomic():
                page.save_revision().publish()
            cpus.append(time.process_time() - cpu)
            walls.append(time.perf_counter() - wall)
    return {"wall": walls, "cpu": cpus}


@contextmanager
def undone(transaction: Any) -> Iterator[None]:
    """Roll back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
