"""The 2019 spring school, as the demonstration loads it."""

from __future__ import annotations

import pytest

from events.demo.school import load_school
from portal.demo import DemoContext
from tests.factories.world import World


@pytest.fixture
def said(world: World) -> list[str]:
    """The demonstration's step, run; what it said."""
    lines: list[str] = []
    load_school(DemoContext(facts_only=True, say=lines.append))
    return lines
