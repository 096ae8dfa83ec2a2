"""What happens where a server fails: against nodes that these tests start, kill and hang themselves."""

from __future__ import annotations

import os

import pytest

from tests.services.nodes import FOLDER_VARIABLE

FAULTS = [
    pytest.mark.elasticsearch,
    pytest.mark.xdist_group("faults"),
    pytest.mark.skipif(not os.environ.get(FOLDER_VARIABLE), reason="needs nodes of its own: make test-services"),
]
