"""Wagtail's screens of people and groups: for operators only, and even they write no address and no password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.factories.accounts import OTHER, enter, inside
from tests.factories.portal import PASSWORD, UserFactory, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


ROLES: list[Any] = [CiteRole.MANAGER, NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR, NetworkRole.EVENT_TEAM]


@pytest.fixture(params=ROLES, ids=str)
def outsider(request: pytest.FixtureRequest, world: World, client_of: ClientOf) -> Client:
    """Everybody who is somebody but no operator."""
    role = request.param
    return sign_in(client_of(), person(role if isinstance(role, NetworkRole) else (world.porto, role)))


def test_wagtails_user_and_group_screens_are_for_operators_only(outsider: Client, editor: User) -> None:
    group = Group.objects.first()
    assert group is not None
    before = (User.objects.count(), list(User.objects.values()), list(Group.objects.values()))
    form = {
        "email": "evil@example.org",
        "first_name": "E",
        "last_name": "V",
        "is_superuser": "on",
        "groups": [group.pk],
    }
    for path in (
        "/admin/users/",
        "/admin/users/new/",
        f"/admin/users/edit/{editor.pk}/",
        f"/admin/users/delete/{editor.pk}/",
        f"/admin/users/copy/{editor.pk}/",
        f"/admin/users/history/{editor.pk}/",
        f"/admin/bulk/accounts/user/delete/?id={editor.pk}",
        f"/admin/bulk/accounts/user/assign_role/?id={editor.pk}",
        f"/admin/bulk/accounts/user/set_active_state/?id={editor.pk}",
        "/admin/groups/",
        "/admin/groups/new/",
        f"/admin/groups/edit/{group.pk}/",
        f"/admin/groups/delete/{group.pk}/",
    ):
        got = outsider.get(path)
        assert got.status_code in (302, 403, 404), path
        assert editor.email not in got.content.decode()
        sent = outsider.post(path, {**form, "role": group.pk, "mark_as_active": "False"})
        assert sent.status_code in (302, 403, 404), path
    assert (User.objects.count(), list(User.objects.values()), list(Group.objects.values())) == before


def test_an_operator_closes_an_account_but_writes_neither_address_nor_password(
    world: World, client_of: ClientOf, editor: User
) -> None:
    signed = enter(client_of(), editor)
    assert inside(signed)
    operator = sign_in(client_of(), UserFactory(is_superuser=True))
    url = f"/admin/users/edit/{editor.pk}/"
    assert editor.email in operator.get(url).content.decode()
    groups = list(editor.groups.values_list("pk", flat=True))
    form = {
        "first_name": "Ana",
        "last_name": "Lima",
        "email": "evil@example.org",
        "password1": OTHER,
        "password2": OTHER,
        "groups": groups,
    }
    assert operator.post(url, form).status_code == 302
    address = editor.email
    editor.refresh_from_db()
    assert (editor.email, editor.first_name, editor.is_active) == (address, "Ana", False)
    assert editor.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=editor).email == address
    assert not UserSession.objects.filter(user=editor).exists()
    operator.post(url, {**form, "is_active": "on"})
    assert not inside(signed)


def test_operators_neither_make_nor_delete_people(world: World, client_of: ClientOf, editor: User) -> None:
    operator = sign_in(client_of(), UserFactory(is_superuser=True))
    assert operator.get("/admin/users/").status_code == 200
    before = User.objects.count()
    form = {"email": "evil@example.org", "first_name": "E", "last_name": "V"}
    for path in ("/admin/users/new/", f"/admin/users/delete/{editor.pk}/", f"/admin/users/copy/{editor.pk}/"):
        assert operator.get(path).status_code == 404
        assert operator.post(path, form).status_code == 404
    operator.post(f"/admin/bulk/accounts/user/delete/?id={editor.pk}")
    assert User.objects.count() == before


def test_accounts_closed_several_at_once_are_out_too(world: World, client_of: ClientOf, editor: User) -> None:
    signed = enter(client_of(), editor)
    operator = sign_in(client_of(), UserFactory(is_superuser=True))
    url = f"/admin/bulk/accounts/user/set_active_state/?id={editor.pk}"
    operator.post(url, {"mark_as_active": "False"})
    assert not User.objects.get(pk=editor.pk).is_active
    operator.post(url, {"mark_as_active": "True"})
    assert User.objects.get(pk=editor.pk).is_active
    assert not inside(signed)
