"""Accounts: one address per person whatever the case, and the ways around the sign-in page that are shut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import authenticate
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client

from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.factories.portal import PASSWORD, UserFactory, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
LOGIN = "/accounts/login/"


def enter(client: Client, user: User, password: str = PASSWORD) -> int:
    """Fill the sign-in page; answers the status."""
    return client.post(LOGIN, {"login": user.email, "password": password}).status_code


def inside(client: Client) -> bool:
    """Whether the admin's home opens."""
    return client.get("/admin/").status_code == 200


def test_an_address_is_kept_in_lower_case_everywhere() -> None:
    user = User.objects.create_user("Ana@Example.ORG", first_name="Ana", last_name="Silva")
    assert user.email == "ana@example.org"
    assert User.objects.get(email="ANA@example.org") == user
    assert User.objects.get_by_natural_key("ANA@EXAMPLE.org") == user


def test_a_second_person_with_the_address_in_capitals_is_refused_by_the_database() -> None:
    UserFactory(email="ana@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ANA@example.org")])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = 'Ana@example.org'")


def test_names_never_fall_back_to_the_address() -> None:
    assert "@" not in str(User(email="ana@example.org"))


@pytest.mark.parametrize("form", ["ana@example.org", "ANA@Example.org"])
def test_signing_in_whatever_the_case(world: World, client_of: ClientOf, form: str) -> None:
    person((world.porto, CiteRole.EDITOR), email="ana@example.org")
    client = client_of()
    client.post(LOGIN, {"login": form, "password": PASSWORD})
    assert inside(client)


def test_nobody_signs_up(world: World, client_of: ClientOf) -> None:
    form = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client_of().post("/accounts/signup/", form)
    assert not User.objects.filter(email="new@example.org").exists()


def test_an_unknown_address_is_answered_as_a_known_one(
    world: World, client_of: ClientOf, drain: Callable[[], int], queries: Any
) -> None:
    known, closed = UserFactory(), UserFactory(is_active=False)
    client_of().get("/accounts/password/reset/")
    drain()
    answers, mails, costs = [], [], []
    for address in (known.email, "nobody@example.org", closed.email):
        with queries() as seen:
            response = client_of().post("/accounts/password/reset/", {"email": address})
        costs.append(len(seen))
        answers.append((response.status_code, response.headers.get("Location"), len(mail.outbox)))
        drain()
        mails.append(len(mail.outbox))
        mail.outbox.clear()
    assert answers == [(302, "/accounts/password/reset/done/", 0)] * 3
    assert mails == [1, 0, 0]
    assert max(costs) - min(costs) <= 1, "the time it takes must not tell either: no mail in the request"


def test_five_failures_shut_the_door_for_the_right_password_too(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    client = client_of()
    for _attempt in range(5):
        enter(client, user, "wrong")
    enter(client, user)
    assert not inside(client)


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_sign_in_is_shut(world: World, client_of: ClientOf, path: str) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    client = client_of()
    response = client.post(path, {"username": user.email, "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, LOGIN)
    assert not inside(client)


@pytest.mark.parametrize(
    "path", ["/admin/password_reset/", "/admin/password_reset/done/", "/admin/account/change_password/"]
)
def test_wagtails_password_pages_are_not_there(world: World, client_of: ClientOf, path: str) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    assert client.get(path).status_code == 404


def test_a_session_that_allauth_did_not_open_does_not_count(world: World, client_of: ClientOf) -> None:
    client = client_of()
    client.force_login(person((world.porto, CiteRole.MANAGER)))
    assert client.get("/admin/").headers["Location"] == LOGIN


def test_a_password_alone_is_not_enough_where_a_second_factor_exists(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    totp.TOTP.activate(user, totp.generate_totp_secret())
    client = client_of()
    enter(client, user)
    assert not inside(client)


def test_a_network_role_is_led_to_a_second_factor(world: World, client_of: ClientOf) -> None:
    user = person(NetworkRole.LABEL_TEAM)
    client = client_of()
    enter(client, user)
    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200


def test_a_stolen_session_cookie_means_nothing_on_a_cites_host(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    cookie = client.cookies["sessionid"].value
    other = client_of("porto")
    other.cookies["sessionid"] = cookie
    response = other.get("/pt/")
    assert "wagtail-userbar" not in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "http://porto.localhost.evil.example/",
        "http://evil.example:8000/admin/",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:///evil.example",
        "\thttps://evil.example",
    ],
)
def test_signing_in_never_leads_elsewhere(world: World, client_of: ClientOf, target: str) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    response = client_of().post(LOGIN, {"login": user.email, "password": PASSWORD, "next": target})
    assert "evil" not in response.headers["Location"]
    assert not response.headers["Location"].startswith("javascript")


def test_signing_in_leads_back_to_a_cites_own_host(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    back = "http://porto.localhost:8000/pt/"
    response = client_of().post(LOGIN, {"login": user.email, "password": PASSWORD, "next": back})
    assert response.headers["Location"] == back


def test_a_closed_account_is_out_at_once(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    client = sign_in(client_of(), user)
    assert inside(client)
    user.is_active = False
    user.save()
    assert not inside(client)
    assert authenticate(email=user.email, password=PASSWORD) is None


def test_no_page_of_the_admin_asks_another_host_for_pictures(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    assert "gravatar" not in client.get("/admin/").content.decode()


def test_the_login_page_speaks_the_language_asked_for(world: World, client_of: ClientOf) -> None:
    assert 'aria-current="true"><abbr title="Português">' in client_of().get(f"{LOGIN}?language=pt").content.decode()


def test_an_unverified_address_is_no_login(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    EmailAddress.objects.filter(user=user).update(verified=False)
    client = client_of()
    enter(client, user)
    assert not inside(client)
