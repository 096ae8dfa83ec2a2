"""Which initiatives people of other Cités see in the admin: accepted, live, and restricted to nobody or to members."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from cities.models import Adoption, Initiative, InitiativePage
from cities.selectors import reviews
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import CiteGroup, NetworkGroup
from portal.tenancy.selectors.ownership import usable_by
from portal.tenancy.selectors.scope import scope_of
from tests.factories.initiatives import accepted, make_initiative
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Hosts = Callable[..., Client]


def test_others_open_what_is_accepted_and_live_only(world: World) -> None:
    shown, draft = accepted(world), make_initiative(world.porto, title="Rascunho", live=False).row
    theirs = scope_of(person((world.genova, CiteRole.MANAGER)))
    own = scope_of(person((world.porto, CiteRole.EDITOR)))
    network = scope_of(person(NetworkRole.NETWORK_EDITOR))
    assert set(reviews.initiatives_for(theirs)) == {shown}
    assert set(reviews.initiatives_for(own)) == {shown, draft}
    assert set(reviews.initiatives_for(network)) == {shown, draft}
    shown.original.unpublish()
    assert set(reviews.initiatives_for(theirs)) == set()


def closed_to(page: InitiativePage, group: Group) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(group)


@pytest.mark.parametrize("above", [False, True])
def test_what_is_for_few_is_their_cites_alone(world: World, client_of: Hosts, above: bool) -> None:
    row = accepted(world)
    member, editor = person((world.genova, CiteRole.MANAGER)), person((world.porto, CiteRole.EDITOR))
    pages = ["/admin/initiatives/", "/admin/choose-initiative/", "/admin/choose-initiative/results/"]
    own = [f"/admin/initiatives/{row.uid}/", f"/admin/initiatives/{row.uid}/adopt/"]
    chosen = f"/admin/choose-initiative/chosen/{row.pk}/"
    client = sign_in(client_of(), member)
    for address in [*pages, *own, chosen]:
        assert row.title in client.get(address).content.decode(), address
    few = CiteGroup.objects.get(cite=world.porto, role=CiteRole.EDITOR).group
    closed_to(row.original.get_parent() if above else row.original, few)
    for address in pages:
        assert row.title not in client.get(address).content.decode(), address
    for address in own:
        assert client.get(address).status_code == 404
    assert row.title not in client.get(chosen).content.decode()
    assert client.post(own[1], {"cite": world.genova.pk, "year": 2024}).status_code == 404
    assert Adoption.objects.count() == 0
    assert list(usable_by(Initiative.objects.all(), cite=world.genova)) == []
    assert set(reviews.initiatives_for(scope_of(editor))) == {row}
    assert set(reviews.initiatives_for(scope_of(person(NetworkRole.NETWORK_EDITOR)))) == {row}


def test_what_is_for_members_every_cite_opens(world: World) -> None:
    row = accepted(world)
    closed_to(row.original, NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group)
    member = scope_of(person((world.genova, CiteRole.MANAGER)))
    assert set(reviews.initiatives_for(member)) == set(reviews.usable_by(member)) == {row}
    assert list(usable_by(Initiative.objects.all(), cite=world.genova)) == [row]
