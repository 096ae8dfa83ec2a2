"""The stage of the matrix, shared by its own tests, and its figures at the end of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.isolation.matrix import Matrix


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """The stage, in a transaction around a module's tests; each request has one of its own inside.

    Tests that use it are marked `django_db`, so that a database is made, and put an empty fixture in the place of
    pytest-django's own, which would close the connection under the open transaction.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield Matrix()
        transaction.set_rollback(True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Surfaces tried and leaks found, by role."""
    figures: dict[str, tuple[set[str], int, int, set[str]]] = {}
    for outcome in ("passed", "failed", "xfailed", "xpassed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, value in getattr(report, "user_properties", ()):
                if name == "matrix":
                    who, surfaces, requests, findings, excused = value
                    known = figures.get(who, (set(), 0, 0, set()))
                    figures[who] = (
                        known[0] | set(surfaces),
                        known[1] + requests,
                        known[2] + findings,
                        known[3] | set(excused),
                    )
    if not figures:
        return
    terminalreporter.section("isolation matrix")
    for who, (surfaces, requests, findings, _excused) in sorted(figures.items()):
        terminalreporter.write_line(
            f"{who:12} {len(surfaces):4} surfaces tried, {requests:5} requests, {findings} leaks or gaps found"
        )
    for reason in sorted(set().union(*(excused for *_figures, excused in figures.values()))):
        terminalreporter.write_line(f"meant: {reason}")
