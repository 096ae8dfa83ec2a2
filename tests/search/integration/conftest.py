"""Engines are kept in the process: each test begins with new ones. And a result that is taken along as files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cities.enums import Mode, Review
from cities.models import InitiativePage
from search.engines import forget
from tests.factories.search import make_initiative, make_van
from tests.factories.world import World


@pytest.fixture(autouse=True)
def _fresh_engines() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def result(world: World) -> World:
    """An initiative with all and one with little, one that is asked about and one that is gone."""
    make_van(
        world,
        words={"need": "", "figures": None, "links": ()},
        english={"description": "", "teaser": "It stops at markets.", "demonstration": True},
        modes=[Mode.ITINERANT, Mode.ONLINE],
        latitude=41.1,
        longitude=-8.6,
        source_url="https://example.org/s",
    )
    make_initiative(world.genova, "piazza", language="it", title="In piazza", poles=["emploi"])
    make_initiative(world.porto, "asked", language="pt", title="Zzproposta", review=Review.PROPOSED)
    make_initiative(world.genova, "gone", language="it", title="Zzvia")
    InitiativePage.objects.get(title="Zzvia").unpublish()
    return world
