"""People of a Cité: who sees them, who changes them, and what never happens by mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.accounts.selectors.members import Member, members_of
from portal.accounts.services.errors import PeopleError
from portal.accounts.services.members import change_roles, remove_member
from portal.accounts.services.people import close_account, reopen_account
from portal.accounts.tasks import forget_sessions
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup, NetworkGroup
from tests.factories.accounts import roles_in
from tests.factories.portal import PASSWORD, UserFactory, person, sign_in
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@pytest.fixture
def manager(world: World) -> User:
    return person((world.porto, CiteRole.MANAGER), first_name="Marta", last_name="Melo")


@pytest.fixture
def editor(world: World) -> User:
    return person((world.porto, CiteRole.EDITOR), (world.genova, CiteRole.TRANSLATOR), last_name="Costa")


def url(cite: Cite, *parts: Any) -> str:
    return "/".join(["/admin/members/cite", str(cite.pk), *[str(part) for part in parts], ""])


def test_people_are_listed_with_the_roles_of_this_cite_only(world: World, manager: User, editor: User) -> None:
    person((world.genova, CiteRole.MANAGER))
    assert members_of(cite=world.porto) == [
        Member(editor, (CiteRole.EDITOR,)),
        Member(manager, (CiteRole.MANAGER,)),
    ]


def test_the_list_shows_the_own_people_and_nobody_else(
    world: World, client_of: ClientOf, manager: User, editor: User
) -> None:
    stranger = person((world.genova, CiteRole.MANAGER))
    client = sign_in(client_of(), manager)
    page = client.get(url(world.porto)).content.decode()
    assert editor.email in page
    assert stranger.email not in page
    assert "Genova" not in page


def test_the_list_costs_the_same_however_many_people_there_are(
    world: World, client_of: ClientOf, manager: User, queries: Any
) -> None:
    client = sign_in(client_of(), manager)
    client.get(url(world.porto))
    counts = []
    for _round in range(2):
        with queries() as seen:
            client.get(url(world.porto))
        counts.append(len(seen))
        for _number in range(12):
            person((world.porto, CiteRole.EDITOR))
    assert counts[0] == counts[1]


def test_one_cite_leads_straight_to_its_people_and_several_to_a_choice(
    world: World, client_of: ClientOf, manager: User
) -> None:
    assert sign_in(client_of(), manager).get("/admin/members/").headers["Location"] == url(world.porto)
    both = person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER))
    page = sign_in(client_of(), both).get("/admin/members/").content.decode()
    assert [url(cite) in page for cite in (world.porto, world.genova, world.paris)] == [True, True, False]


def test_the_label_team_finds_every_cite(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    page = client.get("/admin/members/?q=genov").content.decode()
    assert [url(cite) in page for cite in (world.porto, world.genova)] == [False, True]


@pytest.mark.parametrize("role", [CiteRole.EDITOR, CiteRole.MODERATOR, CiteRole.TRANSLATOR])
def test_other_roles_see_no_people(world: World, client_of: ClientOf, manager: User, role: CiteRole) -> None:
    client = sign_in(client_of(), person((world.porto, role)))
    for path in (
        "/admin/members/",
        url(world.porto),
        url(world.porto, "invite"),
        url(world.porto, "people", manager.pk),
        url(world.porto, "people", manager.pk, "remove"),
        "/admin/members/network/",
        "/admin/members/people/",
        f"/admin/members/people/{manager.pk}/",
    ):
        response = client.get(path)
        assert (path, response.status_code) == (path, 302)
        assert manager.email not in client.get(path, follow=True).content.decode()
    assert "/admin/members/" not in client.get("/admin/").content.decode()


def test_a_manager_changes_roles_of_the_own_cite_only(
    world: World, client_of: ClientOf, manager: User, editor: User
) -> None:
    client = sign_in(client_of(), manager)
    client.post(url(world.porto, "people", editor.pk), {"roles": ["moderator", "translator"]})
    assert roles_in(editor) == {("porto", "moderator"), ("porto", "translator"), ("genova", "translator")}
    assert client.post(url(world.genova, "people", editor.pk), {"roles": ["manager"]}).status_code == 404
    client.post(url(world.porto, "people", editor.pk), {"roles": ["label-team"]})
    client.post(url(world.porto, "people", editor.pk), {"roles": []})
    assert roles_in(editor) == {("porto", "moderator"), ("porto", "translator"), ("genova", "translator")}


def test_nobody_is_drawn_in_without_an_invitation(world: World, client_of: ClientOf, manager: User) -> None:
    stranger = person((world.genova, CiteRole.EDITOR))
    client = sign_in(client_of(), manager)
    for path in (url(world.porto, "people", stranger.pk), url(world.porto, "people", stranger.pk, "remove")):
        assert client.get(path).status_code == 404
        assert client.post(path, {"roles": ["editor"]}).status_code == 404
    with pytest.raises(PermissionDenied):
        change_roles(by=manager, user=stranger, cite=world.porto, roles=["editor"])
    assert roles_in(stranger) == {("genova", "editor")}


def test_removing_takes_this_cites_roles_and_no_others(
    world: World, client_of: ClientOf, manager: User, editor: User
) -> None:
    client = sign_in(client_of(), manager)
    assert client.get(url(world.porto, "people", editor.pk, "remove")).status_code == 200
    assert roles_in(editor) == {("porto", "editor"), ("genova", "translator")}
    client.post(url(world.porto, "people", editor.pk, "remove"))
    assert roles_in(editor) == {("genova", "translator")}
    assert User.objects.get(pk=editor.pk).is_active


def test_who_is_removed_everywhere_is_a_member_no_more(world: World, manager: User) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    remove_member(by=manager, user=user, cite=world.porto)
    assert not user.groups.exists()


def test_the_last_manager_stays(world: World, client_of: ClientOf, manager: User) -> None:
    closed = person((world.porto, CiteRole.MANAGER), is_active=False)
    client = sign_in(client_of(), manager)
    forged = {"roles": ["editor"], "without_manager": "on"}
    for path in (url(world.porto, "people", manager.pk), url(world.porto, "people", manager.pk, "remove")):
        assert client.post(path, forged).status_code == 200
    assert roles_in(manager) == {("porto", "manager")}
    reopen_account(by=person(NetworkRole.LABEL_TEAM), user=closed)
    client.post(url(world.porto, "people", manager.pk), {"roles": ["editor"]})
    assert roles_in(manager) == {("porto", "editor")}


def test_the_label_team_is_warned_and_then_may(world: World, client_of: ClientOf, manager: User) -> None:
    client = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    path = url(world.porto, "people", manager.pk, "remove")
    assert 'name="without_manager"' in client.get(path).content.decode()
    client.post(path)
    assert roles_in(manager) == {("porto", "manager")}
    client.post(path, {"without_manager": "on"})
    assert roles_in(manager) == set()


def test_teams_of_the_network_are_the_label_teams_to_change(world: World, client_of: ClientOf, manager: User) -> None:
    team, colleague = person(NetworkRole.LABEL_TEAM), person(NetworkRole.EVENT_TEAM)
    client = sign_in(client_of(), team)
    client.post(f"/admin/members/network/people/{colleague.pk}/", {"roles": ["network-editor"]})
    assert roles_in(colleague) == {("", "network-editor")}
    with pytest.raises(PermissionDenied):
        change_roles(by=colleague, user=colleague, cite=None, roles=["label-team"])
    with pytest.raises(PermissionDenied):
        remove_member(by=manager, user=team, cite=None)
    with pytest.raises(PeopleError):
        remove_member(by=team, user=team, cite=None)
    client.post(f"/admin/members/network/people/{colleague.pk}/remove/")
    assert roles_in(colleague) == set()


def test_every_change_of_a_role_is_logged_whichever_way_it_came(world: World, manager: User, editor: User) -> None:
    ModelLogEntry.objects.all().delete()
    change_roles(by=manager, user=editor, cite=world.porto, roles=["moderator"])
    group = CiteGroup.objects.get(cite=world.genova, role=CiteRole.TRANSLATOR).group
    group.user_set.remove(editor)
    NetworkGroup.objects.get(role=NetworkRole.LABEL_TEAM).group.user_set.add(editor)
    editor.groups.clear()
    log = ModelLogEntry.objects.order_by("timestamp", "pk")
    assert [(entry.action, entry.label, entry.data["role"]) for entry in log] == [
        ("accounts.role_taken", world.porto.name, "editor"),
        ("accounts.role_given", world.porto.name, "moderator"),
        ("accounts.role_taken", world.genova.name, "translator"),
        ("accounts.role_given", "localhost", "label-team"),
        ("accounts.role_taken", world.porto.name, "moderator"),
        ("accounts.role_taken", "localhost", "label-team"),
    ]
    assert {entry.data["person"] for entry in log} == {editor.pk}
    assert str(editor) in log[0].message


def test_the_actor_of_a_change_in_the_admin_is_named(
    world: World, client_of: ClientOf, manager: User, editor: User
) -> None:
    sign_in(client_of(), manager).post(url(world.porto, "people", editor.pk, "remove"))
    assert ModelLogEntry.objects.filter(action="accounts.role_taken").latest("pk").user == manager


def test_a_closed_account_loses_its_sessions_and_keeps_its_history(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    client = client_of()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    assert UserSession.objects.filter(user=user).count() == 1
    team = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    team.post(f"/admin/members/people/{user.pk}/close/")
    assert client.get("/admin/").status_code == 302
    assert not UserSession.objects.filter(user=user).exists()
    assert Session.objects.filter(session_key=client.cookies["sessionid"].value).count() == 0
    team.post(f"/admin/members/people/{user.pk}/reopen/")
    assert client.get("/admin/").status_code == 302, "the old session must not come back to life"
    user.refresh_from_db()
    assert (user.is_active, roles_in(user)) == (True, {("porto", "editor")})
    assert [entry.action for entry in ModelLogEntry.objects.for_instance(user).order_by("pk")] == [
        "accounts.close",
        "accounts.reopen",
    ]


def test_who_may_close_an_account(world: World, client_of: ClientOf, manager: User, editor: User) -> None:
    team, operator = person(NetworkRole.LABEL_TEAM), UserFactory(is_superuser=True)
    for by, user in (
        (manager, editor),
        (person(NetworkRole.NETWORK_EDITOR), editor),
        (person(NetworkRole.EVENT_TEAM), editor),
        (team, operator),
    ):
        for verb in (close_account, reopen_account):
            with pytest.raises(PermissionDenied):
                verb(by=by, user=user)
    with pytest.raises(PeopleError):
        close_account(by=team, user=team)
    sign_in(client_of(), manager).post(f"/admin/members/people/{editor.pk}/close/")
    assert User.objects.get(pk=editor.pk).is_active
    close_account(by=operator, user=team)
    assert not User.objects.get(pk=team.pk).is_active


def test_the_label_team_finds_people_and_reads_what_they_are(world: World, client_of: ClientOf, editor: User) -> None:
    client = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    assert f"/admin/members/people/{editor.pk}/" in client.get("/admin/members/people/?q=costa").content.decode()
    assert f"/admin/members/people/{editor.pk}/" not in client.get("/admin/members/people/?q=zzz").content.decode()
    page = client.get(f"/admin/members/people/{editor.pk}/").content.decode()
    assert "Genova: " in page
    assert "Porto: " in page


def test_lists_of_people_cost_the_same_at_any_length(world: World, client_of: ClientOf, queries: Any) -> None:
    client = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    counts: list[tuple[int, ...]] = []
    for turn in range(2):
        row = []
        for path in ("/admin/members/", "/admin/members/people/", "/admin/members/network/"):
            client.get(path)
            with queries() as seen:
                client.get(path)
            row.append(len(seen))
        counts.append(tuple(row))
        for number in range(4):
            person((make_cite(f"lieu-{turn}-{number}"), CiteRole.MANAGER), NetworkRole.EVENT_TEAM)
    assert counts[0] == counts[1]


def test_addresses_of_dead_sessions_are_forgotten(world: World, client_of: ClientOf) -> None:
    for _number in range(2):
        user = person((world.porto, CiteRole.EDITOR))
        client = client_of()
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    Session.objects.filter(session_key=client.cookies["sessionid"].value).delete()
    assert forget_sessions.func("") == 1
    assert UserSession.objects.count() == 1
