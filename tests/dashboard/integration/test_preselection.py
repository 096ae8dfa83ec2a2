"""Forms begin with the Cité one works for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from portal.tenancy.enums import CiteRole
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def test_a_closure_is_of_the_cite_chosen_unless_one_says_otherwise(
    world: World, client_of: Callable[..., Client]
) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER)))
    for cite in (world.genova, world.porto):
        client.post(f"/admin/cite/{cite.pk}/")
        form = client.get("/admin/closure/new/").context["form"]
        assert getattr(form["cite"].value(), "pk", form["cite"].value()) == cite.pk
