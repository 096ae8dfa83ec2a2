"""Who may invite whom: a Cité's manager to the own Cité, the label team to every one, nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from portal.accounts.models import Invitation, User
from portal.accounts.services.errors import PeopleError
from portal.accounts.services.invitations import invite
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.factories.accounts import NEW, invited, roles_in
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


@pytest.mark.parametrize("roles", [["label-team"], ["members"], ["editor", "network-editor"], ["root"], [], [""]])
def test_no_role_but_the_cites_own_can_be_given(
    world: World, client_of: ClientOf, manager: User, roles: list[str]
) -> None:
    client = sign_in(client_of(), manager)
    form = {"email": "nova@example.org", "language": "fr", "roles": roles}
    client.post(f"/admin/members/cite/{world.porto.pk}/invite/", form)
    assert not Invitation.objects.exists()
    with pytest.raises((PermissionDenied, PeopleError)):
        invite(sender=manager, cite=world.porto, email="nova@example.org", roles=roles, language="fr")


@pytest.mark.parametrize("role", [CiteRole.EDITOR, CiteRole.MODERATOR, CiteRole.TRANSLATOR])
def test_only_a_manager_invites(world: World, client_of: ClientOf, role: CiteRole) -> None:
    user = person((world.porto, role))
    client = sign_in(client_of(), user)
    form = {"email": "nova@example.org", "language": "fr", "roles": ["editor"]}
    for cite in (world.porto, world.genova):
        client.post(f"/admin/members/cite/{cite.pk}/invite/", form)
        with pytest.raises(PermissionDenied):
            invite(sender=user, cite=cite, email="nova@example.org", roles=["editor"], language="fr")
    client.post("/admin/members/network/invite/", form)
    assert not Invitation.objects.exists()


def test_a_manager_invites_to_no_other_cite_and_to_no_team(world: World, client_of: ClientOf, manager: User) -> None:
    client = sign_in(client_of(), manager)
    form = {"email": "nova@example.org", "language": "fr", "roles": ["editor"]}
    assert client.get(f"/admin/members/cite/{world.genova.pk}/invite/").status_code == 404
    assert client.post(f"/admin/members/cite/{world.genova.pk}/invite/", form).status_code == 404
    client.post("/admin/members/network/invite/", {**form, "roles": ["label-team"]})
    with pytest.raises(PermissionDenied):
        invite(sender=manager, cite=None, email="nova@example.org", roles=["label-team"], language="fr")
    assert not Invitation.objects.exists()


def test_another_cites_invitations_are_neither_seen_nor_touched(
    world: World, client_of: ClientOf, drain: Drain, manager: User
) -> None:
    foreign, _link = invited(person((world.genova, CiteRole.MANAGER)), world.genova, drain, email="segreta@example.org")
    network, _link = invited(
        person(NetworkRole.LABEL_TEAM), None, drain, email="team@example.org", roles=[NetworkRole.LABEL_TEAM]
    )
    client = sign_in(client_of(), manager)
    before = list(Invitation.objects.values())
    for invitation in (foreign, network):
        for verb in ("resend", "revoke"):
            path = f"/admin/members/invitations/{invitation.pk}/{verb}/"
            assert client.post(path).status_code == 404
            assert client.get(path).status_code == 404
    assert list(Invitation.objects.values()) == before
    page = client.get(f"/admin/members/cite/{world.porto.pk}/").content.decode()
    assert "segreta@example.org" not in page
    assert "team@example.org" not in page


def test_the_label_team_invites_to_its_own_and_to_every_cite(world: World, client_of: ClientOf, drain: Drain) -> None:
    team = person(NetworkRole.LABEL_TEAM)
    _invitation, link = invited(team, None, drain, email="nova@example.org", roles=[NetworkRole.EVENT_TEAM])
    visitor = client_of()
    visitor.get(link)
    visitor.post("/invitations/", NEW)
    assert roles_in(User.objects.get(email="nova@example.org")) == {("", "event-team")}
    assert visitor.get("/admin/").headers["Location"] == "/accounts/2fa/"
    invitation, _link = invited(team, world.genova, drain, email="capo@example.org", roles=[CiteRole.MANAGER])
    assert invitation.cite == world.genova


@pytest.mark.parametrize("role", [NetworkRole.EVENT_TEAM, NetworkRole.NETWORK_EDITOR])
def test_other_network_roles_manage_nobody(world: World, role: NetworkRole) -> None:
    user = person(role)
    for cite, given in ((None, NetworkRole.LABEL_TEAM), (world.porto, CiteRole.EDITOR)):
        with pytest.raises(PermissionDenied):
            invite(sender=user, cite=cite, email="nova@example.org", roles=[given], language="fr")
