"""What protects one's account, seen from the admin; one's sessions, one by one; the language of these pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.utils import translation
from fido2.cose import CoseKey
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from wagtail.users.models import UserProfile

from portal.accounts.forms import InviteForm
from portal.accounts.models import User
from portal.accounts.selectors.factors import FACTOR_ADDED, Protection, protection_of
from portal.accounts.words import device_words
from portal.tenancy.enums import CiteRole
from tests.factories.accounts import LOGIN, NEW, enter, inside, invited
from tests.factories.portal import PASSWORD, UserFactory, person, sign_in
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
OFFICE = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605 Version/18.5 Mobile/15E148 Safari/604"


def registered_key() -> dict[str, Any]:
    """What a browser sent when a key was registered; its numbers are no real ones, and nobody signs with it."""
    public = CoseKey.parse({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    attested = AttestedCredentialData.create(b"\0" * 16, b"key", public)
    data = AuthenticatorData.create(b"\0" * 32, AuthenticatorData.FLAG.AT, 0, attested)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost:8000")
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    return {"id": websafe_encode(b"key"), "rawId": websafe_encode(b"key"), "type": "public-key", "response": response}


def language_of(response: Any) -> tuple[str, str]:
    """What a page says its language is, and what its header says."""
    found = re.search(r'<html lang="(\w+)"', response.content.decode())
    return found.group(1) if found else "", response.headers["Content-Language"]


def test_the_account_page_leads_to_what_protects_the_account(world: World, client_of: ClientOf, editor: User) -> None:
    page = sign_in(client_of(), editor).get("/admin/account/").content.decode()
    panel = page[page.index('id="tab-security"') :]
    assert re.findall(r'href="(/accounts/[^"]+)"', panel) == [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/sessions/",
    ]
    assert editor.email in panel


def test_who_has_a_factor_finds_the_recovery_codes(world: World, client_of: ClientOf, editor: User) -> None:
    client = sign_in(client_of(), editor)
    session = client.session
    session[FACTOR_ADDED] = editor.pk
    session.save()
    totp.TOTP.activate(editor, totp.generate_totp_secret())
    assert "/accounts/2fa/recovery-codes/generate/" in client.get("/admin/account/").content.decode()
    RecoveryCodes.activate(editor)
    assert "/accounts/2fa/recovery-codes/generate/" not in client.get("/admin/account/").content.decode()
    assert "/accounts/2fa/recovery-codes/" in client.get("/admin/account/").content.decode()


def test_the_state_counts_ones_own_factors_and_open_sessions(world: World, client_of: ClientOf, editor: User) -> None:
    assert protection_of(editor) == Protection(app=False, keys=0, codes_left=None, sessions=0)
    enter(client_of(), editor)
    over = enter(client_of(), editor)
    enter(client_of(), person((world.genova, CiteRole.EDITOR)))
    totp.TOTP.activate(UserFactory(), totp.generate_totp_secret())
    over.session.flush()
    assert protection_of(editor) == Protection(app=False, keys=0, codes_left=None, sessions=1)
    totp.TOTP.activate(editor, totp.generate_totp_secret())
    codes = RecoveryCodes.activate(editor)
    codes.validate_code(codes.get_unused_codes()[0])
    Authenticator.objects.create(user=editor, type=Authenticator.Type.WEBAUTHN, data={})
    assert protection_of(editor) == Protection(app=True, keys=1, codes_left=9, sessions=1)


def test_saving_the_account_page_leaves_its_security_alone(world: World, client_of: ClientOf, editor: User) -> None:
    client = sign_in(client_of(), editor)
    form = {"name_email-first_name": "Ana", "name_email-last_name": "Lima", "theme-theme": "system"}
    form |= {"theme-contrast": "system", "theme-density": "default", "theme-keyboard_shortcuts": "on"}
    form |= {"locale-preferred_language": "pt", "theme-contrast_mode": "system"}
    client.post("/admin/account/", form)
    editor.refresh_from_db()
    assert editor.first_name == "Ana"


def test_pages_about_the_account_lead_back_to_the_dashboard(world: World, client_of: ClientOf, editor: User) -> None:
    page = sign_in(client_of(), editor).get("/accounts/email/").content.decode()
    assert '<a href="/admin/">Back to the dashboard</a>' in page


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (OFFICE, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/138.0 Safari/537.36 Edg/138.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit Chrome/138.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.5 Safari/605", "Safari on macOS"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("x" * 100, "x" * 60),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_named_in_words(english: None, agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_one_session_is_ended_alone(world: World, client_of: ClientOf, editor: User) -> None:
    here = enter(client_of(HTTP_USER_AGENT=OFFICE), editor)
    lost = enter(client_of(HTTP_USER_AGENT=PHONE), editor)
    kept = enter(client_of(HTTP_USER_AGENT=PHONE), editor)
    numbers = {row.session_key: row.pk for row in UserSession.objects.filter(user=editor)}
    page = here.get("/accounts/sessions/?language=en").content.decode()
    assert re.findall(r"<strong>(.*?)</strong>", page)[-3:] == [
        "Firefox on Linux",
        "Safari on iPhone",
        "Safari on iPhone",
    ]
    assert page.count("This session") == 1
    offered = {int(number) for number in re.findall(r'name="session" value="(\d+)"', page)}
    assert offered == {numbers[lost.session.session_key], numbers[kept.session.session_key]}
    here.post("/accounts/sessions/end/", {"session": numbers[lost.session.session_key]})
    assert [inside(client) for client in (here, lost, kept)] == [True, False, True]


@pytest.mark.parametrize("number", ["", "x", "²", "999999", "99999999999999999999999"])
def test_nonsense_ends_no_session(world: World, client_of: ClientOf, editor: User, number: str) -> None:
    client = enter(client_of(), editor)
    assert client.post("/accounts/sessions/end/", {"session": number}).status_code == 302
    assert inside(client)


def test_nobody_ends_anothers_session_nor_the_own_one_by_this(world: World, client_of: ClientOf, editor: User) -> None:
    stranger = enter(client_of(), person((world.genova, CiteRole.EDITOR)))
    mine = enter(client_of(), editor)
    for row in UserSession.objects.all():
        mine.post("/accounts/sessions/end/", {"session": row.pk})
    assert [inside(client) for client in (stranger, mine)] == [True, True]
    assert mine.get("/accounts/sessions/end/").status_code == 405
    assert client_of().post("/accounts/sessions/end/", {"session": "1"}).status_code == 302


def test_a_closed_account_hears_what_to_do_after_the_right_password_only(world: World, client_of: ClientOf) -> None:
    closed = UserFactory(is_active=False)
    right = client_of().post(LOGIN, {"login": closed.email, "password": PASSWORD}, follow=True)
    assert "ask its manager" in right.content.decode()
    wrong = client_of().post(LOGIN, {"login": closed.email, "password": "wrong"}, follow=True)
    assert "ask its manager" not in wrong.content.decode()


def test_pages_about_the_account_speak_the_persons_language(world: World, client_of: ClientOf, editor: User) -> None:
    client = sign_in(client_of(), editor)
    assert language_of(client.get("/accounts/email/")) == ("fr", "fr")
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": "it"})
    assert language_of(client.get("/accounts/email/")) == ("it", "it")
    assert language_of(client.get("/accounts/email/?language=es")) == ("es", "es")


def test_a_sign_in_keeps_its_language_over_its_steps(world: World, client_of: ClientOf, editor: User) -> None:
    totp.TOTP.activate(editor, totp.generate_totp_secret())
    client = client_of()
    client.post(f"{LOGIN}?language=pt", {"login": editor.email, "password": PASSWORD})
    assert language_of(client.get("/accounts/2fa/authenticate/")) == ("pt", "pt")
    assert language_of(client_of().get(LOGIN)) == ("fr", "fr")


def test_a_failed_sign_in_opens_no_session_to_keep_its_language(world: World, client_of: ClientOf) -> None:
    client = client_of()
    client.post(f"{LOGIN}?language=pt", {"login": "nobody@example.org", "password": PASSWORD})
    assert "sessionid" not in client.cookies


def test_an_invitation_is_answered_in_its_language_to_the_end(
    world: World, client_of: ClientOf, drain: Callable[[], int], manager: User
) -> None:
    _invitation, path = invited(manager, world.porto, drain, language="it")
    client = client_of()
    first = client.get(path, follow=True)
    assert language_of(first) == ("it", "it")
    last = client.post(first.redirect_chain[-1][0], NEW, follow=True)
    assert list(last.context["messages"]) == []  # it would be said in the language of the sign-in page
    assert language_of(client.get("/accounts/sessions/")) == ("it", "it")


def test_who_has_an_account_accepts_in_the_language_of_the_invitation(
    world: World, client_of: ClientOf, drain: Callable[[], int], manager: User
) -> None:
    known = person((world.genova, CiteRole.EDITOR))
    _invitation, path = invited(manager, world.porto, drain, email=known.email, language="it")
    client = client_of()
    asked = client.get(path, follow=True)
    sign_in_page = asked.context["sign_in_url"]
    entered = client.post(sign_in_page, {"login": known.email, "password": PASSWORD}, follow=True)
    assert language_of(entered) == ("it", "it")


@pytest.mark.parametrize("has_key", [False, True])
def test_a_key_is_asked_of_who_has_one(world: World, client_of: ClientOf, editor: User, has_key: bool) -> None:
    totp.TOTP.activate(editor, totp.generate_totp_secret())
    if has_key:
        WebAuthn.add(editor, "Clé", registered_key())
    page = enter(client_of(), editor).get("/accounts/2fa/authenticate/")
    assert ("mfa_webauthn_authenticate" in page.content.decode()) == has_key


def test_an_invitation_is_in_the_first_language_of_the_cite_unless_another_is_chosen(
    world: World, client_of: ClientOf, manager: User
) -> None:
    codes = [code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES]
    basque = make_cite("bilbao", languages=["eu", "fr"])
    for cite, first in ((world.porto, ["pt", "en"]), (world.genova, ["it"]), (basque, ["es", "fr"])):
        field = InviteForm(cite=cite).fields["language"]
        assert field.initial == first[0]
        assert [code for code, _name in field.choices] == [*first, *(code for code in codes if code not in first)]
    page = sign_in(client_of(), manager).get(f"/admin/members/cite/{world.porto.pk}/invite/").content.decode()
    assert re.findall(r'<option value="(\w+)" selected', page) == ["pt"]
    with translation.override("it"):
        assert InviteForm(cite=None).fields["language"].initial == "it"
