"""Fixtures of every test: the base network, clean caches, clients of each host, a counter of queries."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from portal.tenancy.selectors import hosts
from tests.factories.world import World, build_world

# A hook of this file, for the one that runs the tests of several processes collects none and reads no other.
from tests.isolation.figures import pytest_terminal_summary  # noqa: F401


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Against real services nothing may be skipped: everything a test could want is running."""
    if report.skipped and os.environ.get("PORTAL_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure here: {report.longrepr}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about SQLite itself where another database is tested."""
    if connection.vendor == "sqlite":
        return
    others = [item for item in items if item.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Build the base network once per process; tests roll back to it."""
    with django_db_blocker.unblock():
        build_world()


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    """No test sees what another left in the cache or the process."""
    cache.clear()
    hosts._memo.table = None
    hosts._memo.missed_at = 0.0
    yield
    cache.clear()


@pytest.fixture
def world(db: None) -> World:
    """The base network; rebuilt where a transactional test has flushed it."""
    return build_world()


@pytest.fixture
def english() -> Iterator[None]:
    """What is said is read in English, the language of the message ids."""
    with translation.override("en"):
        yield


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """A client for the host of a Cité's slug, or of the hub."""

    def make(slug: str = "", **options: Any) -> Client:
        host = f"{slug}.localhost:8000" if slug else "localhost:8000"
        return Client(HTTP_HOST=host, **options)

    return make


@pytest.fixture
def queries() -> Callable[[], Any]:
    """Count SQL statements exactly: `with queries() as seen: …; assert len(seen) == 3`."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                seen.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield seen

    return count


@pytest.fixture
def drain() -> Callable[[], int]:
    """Run the tasks that wait, as a worker would; answers how many ran."""

    def run() -> int:
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="test",
        )
        ran = 0
        while task := DBTaskResult.objects.ready().first():
            task.claim("test")
            worker.run_task(task)
            ran += 1
        return ran

    return run
