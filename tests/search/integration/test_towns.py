"""Towns of one name, and places nobody knows, as visitors are told of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories.search import make_van
from tests.factories.world import World

ClientOf = Callable[..., Client]


@pytest.fixture
def van(world: World) -> World:
    make_van(world)
    return world


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_of_places_of_one_name_it_is_said_which_and_the_others_are_offered(van: World, client_of: ClientOf) -> None:
    soup = BeautifulSoup(html(client_of(), "/en/initiatives/?near=st+denis&radius=25&pole=emploi"), "html.parser")
    (said,) = [each for each in soup.select("p.fix") if "Several places are called so." in each.get_text()]
    assert said.select_one("strong").get_text() == "Saint-Denis, France"  # type: ignore[union-attr]  # it is there
    assert [(link.get_text(), link["href"]) for link in said.select("a")] == [
        ("Saint-Denis, La Réunion", "?pole=emploi&near=Saint-Denis%2C+RE&radius=25")
    ]
    there = html(client_of(), f"/en/initiatives/{said.select('a')[0]['href']}")
    assert "25 km around Saint-Denis, La Réunion" in there
    assert "Several places" not in there
    assert "Several places" not in html(client_of(), "/en/initiatives/?near=Porto")


def test_a_place_nobody_knows_is_told_with_an_example(van: World, client_of: ClientOf) -> None:
    assert "as in 48.85, 2.35." in html(client_of(), "/en/initiatives/?near=48;85;2")
