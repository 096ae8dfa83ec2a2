"""Every event of the projection, down to a real node: shown is what a visitor can open, at once and afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cities.models import InitiativePage
from cities.services.initiatives import InitiativeWords
from search.engines.elastic import ElasticEngine
from search.models import SearchChange, SearchDocument
from search.services.outbox import drain
from search.services.reindex import check
from tests.factories.portal import person, sign_in
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.faults import FAULTS
from tests.search.faults.events import EVENTS, Event, Scene
from tests.search.faults.truth import (
    agrees,
    from_elastic,
    is_within,
    networks,
    public_now,
    shown_now,
    until,
)

pytestmark = FAULTS
ClientOf = Callable[..., Client]


@pytest.fixture
def scene(elastic: ElasticEngine, world: World, client_of: ClientOf) -> Scene:
    row = make_initiative(
        world.porto,
        "casa",
        language="pt",
        title="Em sua casa",
        translations={"en": InitiativeWords(title="At your place")},
    )
    make_initiative(world.genova, "g", language="it", title="Mestieri in piazza")
    operator = person(is_superuser=True)
    return Scene(world, row, operator, sign_in(client_of(), operator))


def settle(elastic: ElasticEngine) -> None:
    """Send what waits, as the worker would."""
    report = drain()
    assert (report.refused, report.down, SearchChange.objects.count()) == ({}, "", 0)
    elastic.refresh()


@pytest.mark.parametrize("happening", EVENTS, ids=lambda event: event.name)
def test_what_is_shown_is_what_can_be_opened(
    happening: Event, scene: Scene, elastic: ElasticEngine, client_of: ClientOf
) -> None:
    network = client_of()
    for earlier in happening.after:
        earlier(scene)
    if happening.hidden_first:
        scene.page().unpublish()
    settle(elastic)
    assert shown_now(network) == networks(public_now(client_of))

    happening.do(scene)
    public = networks(public_now(client_of))
    assert (scene.row.uid in public) is happening.leaves
    assert is_within(shown_now(network), public)

    settle(elastic)
    until(lambda: from_elastic() == len(public))
    assert shown_now(network) == public
    assert agrees(elastic)
    assert check(repair=False).is_clean


def test_what_goes_past_every_signal_is_not_shown_and_put_right_by_night(
    scene: Scene, elastic: ElasticEngine, client_of: ClientOf
) -> None:
    settle(elastic)
    InitiativePage.objects.filter(pk=scene.page("en").pk).update(live=False)
    InitiativePage.objects.filter(title="Mestieri in piazza").update(live=False)
    public = networks(public_now(client_of))
    assert public == {scene.row.uid: {"pt"}}
    assert shown_now(client_of()) == public
    assert SearchChange.objects.count() == 0
    found = check()
    assert (found.projected, found.down) == (2, "")
    settle(elastic)
    assert agrees(elastic)
    assert until(from_elastic) == 1
    assert SearchDocument.objects.get(uid=scene.row.uid).languages == ["pt"]
    assert check(repair=False).is_clean
