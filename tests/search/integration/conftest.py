"""Each test begins with new engines, kept in the process. A result to take along as files, and cards of the wall."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from wagtail.models import Page

from cities.enums import Mode, Review
from cities.models import InitiativePage
from cities.services.initiatives import InitiativeWords
from search.engines import forget
from tests.factories.search import make_initiative, make_terms, make_van
from tests.factories.world import World
from tests.search.walling import Link


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


@pytest.fixture
def cards(world: World) -> World:
    """One of Porto in two languages, one of Genova, and two that the network doesn't show."""
    make_terms()
    english = InitiativeWords(title="The van", teaser="It stops at markets.")
    make_initiative(world.porto, "van", language="pt", title="A carrinha", translations={"en": english})
    make_initiative(world.genova, "piazza", language="it", title="In piazza")
    make_initiative(world.porto, "asked", language="pt", title="Zzproposta", review=Review.PROPOSED)
    make_initiative(world.genova, "gone", language="it", title="Zzvia")
    InitiativePage.objects.get(title="Zzvia").unpublish()
    return world


@pytest.fixture
def link(drain: Callable[[], int]) -> Link:
    """Publish a page with a link to another in its text; Wagtail's index of references learns it from the worker."""

    def publish(page: Page, target: Page) -> None:
        text = f'<p><a linktype="page" id="{target.pk}">Zzlink</a></p>'
        if isinstance(page, InitiativePage):
            page.need = text
        else:
            page.body = [("text", text)]
        page.save_revision().publish()
        drain()

    return publish
