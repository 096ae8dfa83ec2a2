"""Every way around the sign-in page, tried: Wagtail's own doors, forged forms, half sessions, others' screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows import login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.factories.accounts import LOGIN, OTHER, enter, inside
from tests.factories.portal import PASSWORD, UserFactory, home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


def with_totp(user: User) -> str:
    """A second factor; answers its secret."""
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_wagtails_sign_in_after_allauths_password_stage_opens_nothing(
    world: World, client_of: ClientOf, editor: User
) -> None:
    with_totp(editor)
    client = enter(client_of(), editor)
    for path in ("/_util/login/", "/admin/login/"):
        client.post(path, {"username": editor.email, "password": PASSWORD})
        client.post(path, {"login": editor.email, "password": PASSWORD})
        assert not inside(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/_util/login/", "/admin/login/", "/accounts/login/", "/admin/", "/members/page/1/"])
def test_a_cites_host_has_no_door(world: World, client_of: ClientOf, editor: User, path: str) -> None:
    client = client_of("porto")
    response = client.post(path, {"login": editor.email, "username": editor.email, "password": PASSWORD})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("http://localhost:8000/")
    assert not response.cookies


def test_thirty_guesses_at_wagtails_door_find_nothing_behind_it(
    world: World, client_of: ClientOf, editor: User
) -> None:
    client = client_of()
    answers = {
        client.post("/_util/login/", {"username": editor.email, "password": guess}).headers["Location"]
        for guess in ["wrong"] * 30 + [PASSWORD]
    }
    assert answers == {LOGIN}
    assert not inside(client)


def test_a_session_with_the_password_alone_reaches_only_the_factor(
    world: World, client_of: ClientOf, editor: User
) -> None:
    client = client_of()
    client.force_login(editor)
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": 1.0, "email": editor.email}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(editor.pk)
    session.save()
    assert inside(client)
    with_totp(editor)
    for path in ("/admin/", "/accounts/2fa/totp/deactivate/", "/accounts/email/", "/accounts/2fa/", "/invitations/"):
        assert client.get(path).headers["Location"] == "/accounts/2fa/reauthenticate/"
    client.post("/accounts/2fa/totp/deactivate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=editor, type="totp").exists()
    assert not inside(client)
    assert client.get("/api/v3/sites/public/").status_code == 401


def test_the_whole_way_in_with_a_second_factor(world: World, client_of: ClientOf, editor: User) -> None:
    secret = with_totp(editor)
    client = enter(client_of(), editor)
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not inside(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert inside(client)
    assert client.get("/api/v3/sites/public/").status_code == 200


def test_a_recovery_code_opens_once(world: World, client_of: ClientOf, editor: User) -> None:
    with_totp(editor)
    code = RecoveryCodes.activate(editor).get_unused_codes()[0]
    first = enter(client_of(), editor)
    first.post("/accounts/2fa/authenticate/", {"code": code})
    assert inside(first)
    second = enter(client_of(), editor)
    second.post("/accounts/2fa/authenticate/", {"code": code})
    assert not inside(second)


def test_a_new_password_by_mail_does_not_replace_the_factor(
    world: World, client_of: ClientOf, drain: Drain, editor: User
) -> None:
    with_totp(editor)
    client = client_of()
    client.post("/accounts/password/reset/", {"email": editor.email})
    drain()
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    form = client.get(link.group(1), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": OTHER, "password2": OTHER})
    editor.refresh_from_db()
    assert editor.check_password(OTHER)
    assert not inside(client)
    assert not inside(enter(client_of(), editor, OTHER))


def test_a_reset_link_is_spent_with_the_first_password(
    world: World, client_of: ClientOf, drain: Drain, editor: User
) -> None:
    client_of().post("/accounts/password/reset/", {"email": editor.email.upper()})
    drain()
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    for password in (OTHER, "encore un autre mot de passe"):
        client = client_of()
        form = client.get(link.group(1), follow=True)
        if form.redirect_chain:
            client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})
    editor.refresh_from_db()
    assert editor.check_password(OTHER)


def test_a_network_role_can_not_go_without_a_factor(world: World, client_of: ClientOf) -> None:
    user = person(NetworkRole.NETWORK_EDITOR)
    client = enter(client_of(), user)
    for path in ("/admin/", "/admin/pages/", "/admin/members/", "/accounts/email/"):
        assert client.get(path).headers["Location"] == "/accounts/2fa/"
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert not inside(client)
    signed = sign_in(client_of(), user)
    assert inside(signed)
    Authenticator.objects.filter(user=user).delete()
    assert signed.get("/admin/").headers["Location"] == "/accounts/2fa/"


def test_the_setting_alone_asks_it_of_network_roles(world: World, client_of: ClientOf, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    assert inside(enter(client_of(), person(NetworkRole.LABEL_TEAM)))


def test_the_account_page_of_the_admin_changes_neither_address_nor_password(
    world: World, client_of: ClientOf, editor: User
) -> None:
    client = sign_in(client_of(), editor)
    page = client.get("/admin/account/")
    assert page.status_code == 200
    forged = {
        "name_email-first_name": "Ana",
        "name_email-last_name": "Lima",
        "name_email-email": "evil@example.org",
        "email": "evil@example.org",
        "password-old_password": PASSWORD,
        "password-new_password1": OTHER,
        "password-new_password2": OTHER,
        "is_superuser": "on",
    }
    client.post("/admin/account/", forged)
    before = (editor.email, editor.is_superuser)
    editor.refresh_from_db()
    assert (editor.email, editor.is_superuser) == before
    assert editor.check_password(PASSWORD)
    assert client.post("/admin/account/change_password/", forged).status_code == 404


def test_there_are_no_tokens(world: World, client_of: ClientOf, editor: User) -> None:
    client = sign_in(client_of(), UserFactory(is_superuser=True))
    assert client.get("/admin/api-tokens/").status_code == 404
    draft = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Segredo", live=False)
    answer = client_of().get(f"/api/v3/pages/{draft.pk}/", HTTP_AUTHORIZATION="Bearer 1234567890")
    assert answer.status_code in (401, 404)
    assert "Segredo" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["login", "password"])
def test_no_page_hides_behind_a_shared_password(world: World, client_of: ClientOf, kind: str) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Página")
    client = sign_in(client_of(), UserFactory(is_superuser=True))
    client.post(f"/admin/pages/{page.pk}/privacy/", {"restriction_type": kind, "password": "segredo", "groups": []})
    assert not PageViewRestriction.objects.exists()
    with pytest.raises(ValidationError):
        PageViewRestriction.objects.create(page=page, restriction_type=kind, password="segredo")


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/2fa/webauthn/signup/", "/accounts/signup/passkey/"])
def test_nobody_signs_up_by_any_door(world: World, client_of: ClientOf, path: str) -> None:
    before = User.objects.count()
    client = client_of()
    client.get(path)
    client.post(path, {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD, "name": "x"})
    assert User.objects.count() == before


def test_codes_by_mail_are_no_way_in(world: World, client_of: ClientOf, editor: User) -> None:
    client = client_of()
    assert client.post("/accounts/login/code/", {"email": editor.email}).status_code == 404
    assert mail.outbox == []


def test_changing_the_address_asks_for_the_password_and_for_the_new_mailbox(
    world: World, client_of: ClientOf, editor: User
) -> None:
    client = sign_in(client_of(), editor)
    form = {"action_add": "", "email": "nova@example.org"}
    assert client.post("/accounts/email/", form).headers["Location"].startswith("/accounts/reauthenticate/")
    assert not EmailAddress.objects.filter(email="nova@example.org").exists()
    client.post("/accounts/reauthenticate/?next=/accounts/email/", {"password": PASSWORD})
    client.post("/accounts/email/", form)
    editor.refresh_from_db()
    assert editor.email != "nova@example.org"
    link = re.search(r"http://localhost:8000(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    client.post(link.group(1))
    editor.refresh_from_db()
    assert editor.email == "nova@example.org"


def test_changing_to_a_taken_address_answers_as_to_a_free_one(world: World, client_of: ClientOf, editor: User) -> None:
    taken = UserFactory()
    answers = []
    for address in ("free@example.org", taken.email):
        client = enter(client_of(), editor)
        client.post("/accounts/reauthenticate/?next=/accounts/email/", {"password": PASSWORD})
        response = client.post("/accounts/email/", {"action_add": "", "email": address}, follow=True)
        messages = [str(message).replace(address, "@") for message in response.context["messages"]]
        answers.append((response.status_code, response.redirect_chain, messages))
        EmailAddress.objects.filter(user=editor, verified=False).delete()
    assert answers[0] == answers[1]


def test_a_wrong_address_and_a_wrong_password_are_answered_alike(
    world: World, client_of: ClientOf, editor: User
) -> None:
    closed = UserFactory(is_active=False)
    errors = []
    for address in (editor.email, "nobody@example.org", closed.email):
        response = client_of().post(LOGIN, {"login": address, "password": "wrong"})
        errors.append((response.status_code, response.context["form"].errors.as_json()))
    assert errors == [errors[0]] * 3


def test_guessing_is_slowed_for_every_address_of_the_guesser(world: World, client_of: ClientOf, editor: User) -> None:
    for _attempt in range(5):
        enter(client_of(), editor, "wrong")
    assert not inside(enter(client_of(REMOTE_ADDR="203.0.113.9"), editor))


def test_sessions_are_seen_and_the_others_ended(world: World, client_of: ClientOf, editor: User) -> None:
    here = enter(client_of(HTTP_USER_AGENT="Ordinateur du bureau"), editor)
    there = enter(client_of(HTTP_USER_AGENT="Téléphone perdu"), editor)
    stranger = enter(client_of(HTTP_USER_AGENT="Autre personne"), person((world.genova, CiteRole.EDITOR)))
    page = here.get("/accounts/sessions/").content.decode()
    assert "Téléphone perdu" in page
    assert "Autre personne" not in page
    here.post("/accounts/sessions/")
    assert [inside(client) for client in (here, there, stranger)] == [True, False, True]


def test_a_changed_password_is_told_and_ends_the_other_sessions(
    world: World, client_of: ClientOf, editor: User
) -> None:
    here, there = enter(client_of(), editor), enter(client_of(), editor)
    here.post("/accounts/reauthenticate/?next=/accounts/password/change/", {"password": PASSWORD})
    mail.outbox.clear()
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})
    assert [message.to for message in mail.outbox] == [[editor.email]]
    assert "localhost" not in mail.outbox[0].subject
    assert [inside(client) for client in (here, there)] == [True, False]


def test_mail_that_can_not_go_out_keeps_no_password_from_changing(
    world: World, client_of: ClientOf, editor: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client = enter(client_of(), editor)
    client.post("/accounts/reauthenticate/?next=/accounts/password/change/", {"password": PASSWORD})
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    )
    assert answer.status_code == 302
    editor.refresh_from_db()
    assert editor.check_password(OTHER)


def test_signing_out_is_for_good(world: World, client_of: ClientOf, editor: User) -> None:
    client = enter(client_of(), editor)
    cookie = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    thief = client_of()
    thief.cookies["sessionid"] = cookie
    assert not inside(thief)
