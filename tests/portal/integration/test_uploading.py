"""Where files begin: the network's in the collection that every Cité may use, a Cité's in its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Collection

from portal.media.models import PortalImage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Network
from tests.factories.portal import make_image, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
PLACES = (
    "/admin/images/add/",
    "/admin/images/multiple/add/",
    "/admin/images/chooser/",
    "/admin/documents/add/",
    "/admin/documents/multiple/add/",
    "/admin/documents/chooser/",
)


def chosen(client: Client, place: str) -> tuple[str, str]:
    """The collection a form begins with: its id and how it is written."""
    response = client.get(place)
    assert response.status_code == 200, place
    html = response.json()["html"] if "json" in response.headers["Content-Type"] else response.content.decode()
    soup = BeautifulSoup(html, "html.parser")
    (choice,) = soup.select("form[enctype] select[name$=collection]")
    options = choice.select("option[selected]") or choice.select("option")[:1]
    return str(options[0]["value"]), " ".join(options[0].get_text().replace("↳", "").split())


@pytest.mark.parametrize("role", [NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR])
@pytest.mark.parametrize("place", PLACES)
def test_the_network_uploads_for_all(world: World, client_of: ClientOf, role: NetworkRole, place: str) -> None:
    client = sign_in(client_of(), person(role))
    value, name = chosen(client, place)
    assert value == str(Network.objects.get().collection_id)
    assert name.startswith("Réseau (")


def test_another_collection_may_be_asked_for(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    asked = world.porto.collection
    assert chosen(client, f"/admin/images/multiple/add/?collection_id={asked.pk}")[0] == str(asked.pk)


def test_a_file_stays_where_it_is(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    for collection in (Collection.get_first_root_node(), world.porto.collection):
        image = make_image(collection=collection, title="Ponte")
        assert chosen(client, f"/admin/images/{image.pk}/")[0] == str(collection.pk)
    assert PortalImage.objects.count() == 2


def test_who_works_for_a_cite_isnt_asked(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    form = client.get("/admin/images/add/").context["form"]
    assert "collection" not in form.fields
    several = sign_in(client_of(), person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER)))
    assert chosen(several, "/admin/images/add/")[0] in {str(c.collection_id) for c in (world.porto, world.genova)}
