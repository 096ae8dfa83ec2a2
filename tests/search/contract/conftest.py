"""The engines the contract is held against: the database's always, Elasticsearch where a node is given."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from portal.settings.base import ENVIRONMENT
from portal.tenancy.models import Cite
from search.engines import database_engine
from search.engines.contract import SearchEngine
from search.engines.elastic import ElasticEngine
from search.models import SearchDocument
from tests.factories.world import World
from tests.search.contract.corpus import plant

ENGINES = [
    "database",
    pytest.param(
        "elasticsearch",
        marks=[
            pytest.mark.elasticsearch,
            pytest.mark.skipif(not ENVIRONMENT.elasticsearch_url, reason="ELASTICSEARCH_URL isn't set"),
        ],
    ),
]


class Settled:
    """An engine whose writes can be read at once: Elasticsearch shows them after a refresh only."""

    def __init__(self, engine: SearchEngine) -> None:
        self.engine = engine

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)

    def upsert(self, documents: list[SearchDocument]) -> None:
        self.engine.upsert(documents)
        getattr(self.engine, "refresh", lambda: None)()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, db: None) -> Iterator[SearchEngine]:
    """An empty engine."""
    if request.param == "database":
        engine = database_engine()
        engine.columns.forget()
        yield Settled(engine)
        engine.columns.forget()
        return
    elastic = ElasticEngine(ENVIRONMENT.elasticsearch_url.split(","), prefix=f"test-{uuid.uuid4().hex[:12]}")
    # The contract is about answers, not about their time: beside other work a node may take long to make an index.
    elastic.reads = elastic.reads.options(request_timeout=30)
    elastic.writes = elastic.writes.options(request_timeout=120)
    elastic.rebuild([], total=0, progress=lambda done, total: None)
    yield Settled(elastic)
    for index in elastic.own_indices():
        elastic.drop_index(index)


@pytest.fixture
def cites(world: World) -> list[Cite]:
    return [world.paris, world.genova, world.porto]


@pytest.fixture
def documents(cites: list[Cite], engine: SearchEngine) -> list[SearchDocument]:
    """A planted corpus, indexed."""
    planted = plant(cites, 200)
    engine.upsert(planted)
    return planted
