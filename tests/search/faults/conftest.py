"""A node of one's own, that can be killed and hung without anybody else noticing, and a stub before it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from search.engines import database_engine, forget
from search.engines.elastic import ElasticEngine
from search.services.reindex import rebuild_elastic
from tests.factories.search import make_terms
from tests.factories.world import World
from tests.search.faults.stub import Stub
from tests.services.nodes import FOLDER_VARIABLE, Nodes


@pytest.fixture(scope="session")
def nodes() -> Iterator[Nodes]:
    """One node for all tests of faults of this process."""
    made = Nodes(Path(os.environ[FOLDER_VARIABLE]), f"faults-{os.getpid()}")
    try:
        made.start()
        yield made
    finally:
        made.clean()


@pytest.fixture
def node(nodes: Nodes) -> Iterator[Nodes]:
    """It, working; whatever the test has done to it is put right."""
    nodes.mend()
    yield nodes
    nodes.mend()


@pytest.fixture
def stub(node: Nodes) -> Iterator[Stub]:
    """The stub that stands before it."""
    made = Stub(node.urls[0])
    yield made
    made.close()


def choose(settings: Any, urls: list[str]) -> ElasticEngine:
    """Have the portal use Elasticsearch at these addresses, with indices of this test's own."""
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URLS = urls
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid.uuid4().hex[:12]}"
    forget()
    make_terms()
    rebuild_elastic()
    return patient(urls)


def patient(urls: list[str]) -> ElasticEngine:
    """An engine that waits: to look at what is there, however busy the machine."""
    made = ElasticEngine(urls, prefix=django_settings.ELASTICSEARCH_PREFIX)
    made.reads = made.reads.options(request_timeout=60)
    made.writes = made.writes.options(request_timeout=120)
    made.asks = made.writes
    return made


@pytest.fixture
def elastic(settings: Any, world: World, stub: Stub, node: Nodes) -> Iterator[ElasticEngine]:
    """The portal uses the node through the stub, with the times of production; the test looks past the stub."""
    database_engine().clear()  # its tables are no models': a flush leaves what earlier tests wrote there
    choose(settings, [stub.url])
    looking = patient(node.urls)
    yield looking
    node.mend()
    for index in looking.own_indices():
        looking.drop_index(index)
    forget()
