"""The isolation matrix: every address of the portal, every role, another's rows and one's own, reads and writes.

Fails on another's marked words in a body or header, on a database that changed, on an error of the server, and on
an address that can't be filled or whose view an operator doesn't reach. `PORTAL_MATRIX=full` walks with every role
(part of .ci/run); otherwise a part of the roles does. New views and models are in it without anyone adding them.
"""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from tests.isolation.matrix import ROLES, Matrix
from tests.isolation.surfaces import sections
from tests.isolation.walk import Result, Walk, check_controls

FULL = os.environ.get("PORTAL_MATRIX") == "full"
IN_EVERY_RUN = ("manager", "anonymous")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _django_db_marker() -> None:
    """In the place of pytest-django's: see `matrix`."""


def role_parameters() -> list[Any]:
    marks: dict[str, Any] = {name: () if name in IN_EVERY_RUN else (pytest.mark.matrix,) for name in ROLES}
    names = ROLES if FULL else IN_EVERY_RUN
    return [pytest.param(name, marks=marks[name]) for name in names]


def told(result: Result, record_property: Any, who: str, begun: float) -> str:
    """Hand the figures to the summary of the run, with the seconds of the processor; the findings as text."""
    figures = {
        "surfaces": sorted(result.surfaces),
        "requests": result.requests,
        "findings": len(result.findings),
        "excused": sorted(result.excused),
        "seconds": time.process_time() - begun,
    }
    record_property("matrix", [who, figures])
    return "\n".join(str(finding) for finding in result.findings)


@pytest.mark.parametrize("section", sections())
@pytest.mark.parametrize("role", role_parameters())
def test_nothing_of_anothers_is_seen_or_changed(matrix: Matrix, role: str, section: str, record_property: Any) -> None:
    begun = time.process_time()
    result = Walk(matrix, ROLES[role], thorough=FULL).run(sections()[section])
    text = told(result, record_property, role, begun)
    assert not result.findings, f"{len(result.findings)} findings\n{text}"


@pytest.mark.parametrize("section", sections())
def test_an_operator_reaches_every_view(matrix: Matrix, section: str, record_property: Any) -> None:
    """The control: what the walk tried was there to be seen."""
    begun = time.process_time()
    result = check_controls(matrix, sections()[section])
    text = told(result, record_property, "operator", begun)
    assert not result.findings, f"{len(result.findings)} findings\n{text}"
