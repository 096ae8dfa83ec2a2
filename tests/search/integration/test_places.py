"""Where an initiative lies: by its coordinates, else by the town it names."""

from __future__ import annotations

import pytest

from portal.tenancy.models import Cite
from search.models import SearchDocument
from tests.factories.search import GONDOMAR, make_initiative
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("place", "given", "expected"),
    [
        ("Gondomar", (None, None), GONDOMAR),
        (" gondomar ", (None, None), GONDOMAR),
        ("Gondomar, Junta de Freguesia", (None, None), GONDOMAR),
        ("Gondomar", (41.2, -8.4), (41.2, -8.4)),
        # At its Cité: no place, the Cité's own town, a place of another country, one that nobody knows.
        ("", (None, None), None),
        ("Porto", (None, None), None),
        ("Lyon", (None, None), None),
        ("Biblioteca", (None, None), None),
    ],
)
def test_where_an_initiative_is(
    world: World, place: str, given: tuple[float | None, float | None], expected: tuple[float, float] | None
) -> None:
    Cite.objects.filter(pk=world.porto.pk).update(city="Porto", latitude=41.15, longitude=-8.61)
    world.porto.refresh_from_db()
    latitude, longitude = given
    row = make_initiative(
        world.porto, "x", language="pt", title="X", place_name=place, latitude=latitude, longitude=longitude
    )
    found = SearchDocument.objects.get(uid=row.uid)
    assert (found.latitude, found.longitude) == (expected or (41.15, -8.61))


def test_of_places_of_one_name_the_nearest_to_the_cite(world: World) -> None:
    found = {}
    for name, here in (("north", (48.86, 2.35)), ("island", (-21.1, 55.5)), ("nowhere", (None, None))):
        Cite.objects.filter(pk=world.paris.pk).update(latitude=here[0], longitude=here[1])
        world.paris.refresh_from_db()
        row = make_initiative(world.paris, name, language="fr", title=name, place_name="Saint-Denis")
        found[name] = round(SearchDocument.objects.get(uid=row.uid).latitude or 0)
    assert found == {"north": 49, "island": -21, "nowhere": -21}  # the most populous where the Cité isn't anywhere
