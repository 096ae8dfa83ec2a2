"""Tests that share what takes minutes to make run on one worker, as the lock of packages lets them."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("held")
def test_groups_are_held(request: pytest.FixtureRequest) -> None:
    """A worker's tests bear their group's name, by which they are handed out."""
    is_worker = hasattr(request.config, "workerinput")
    assert request.node.nodeid.endswith("@held") == is_worker
