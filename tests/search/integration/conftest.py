"""Engines are kept in the process: each test begins with new ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.engines import forget


@pytest.fixture(autouse=True)
def _fresh_engines() -> Iterator[None]:
    forget()
    yield
    forget()
