"""What is no passkey is refused at its field, wherever one is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from portal.accounts.models import User
from portal.accounts.selectors import FACTOR_ADDED
from tests.factories.accounts import LOGIN
from tests.factories.portal import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
# Bytes of an authenticator: 37 of data with the flag that a credential follows, which is cut off.
CUT = "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgl" + "A" * 43 + "EAAAAAA"


def credential(**response: Any) -> str:
    return json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": response})


CRAFTED = [
    "x",
    "",
    "null",
    "1",
    '"a"',
    "[]",
    "{}",
    "[" * 3000,
    "[" * 900 + "]" * 900,
    "9" * 6000,
    '{"response": null}',
    '{"response": []}',
    '{"response": {"userHandle": 1}}',
    '{"response": {"userHandle": "YQ"}}',
    '{"id": 1, "rawId": [], "type": {}, "response": "a"}',
    credential(),
    credential(clientDataJSON="YQ", attestationObject="YQ"),
    credential(clientDataJSON=1, attestationObject=1),
    credential(clientDataJSON="MTIz", attestationObject="oA"),
    credential(clientDataJSON="e30", attestationObject=CUT),
    credential(clientDataJSON="e30", attestationObject="n" * 4000),
    credential(clientDataJSON="YQ", authenticatorData="YQ", signature="YQ", userHandle="YQ"),
    credential(clientDataJSON="MTIz", authenticatorData="A" * 50, signature="YQ", userHandle="MQ"),
    credential(clientDataJSON="e30", authenticatorData="A" * 50, signature=1, userHandle=[]),
    credential(clientDataJSON="é", authenticatorData="\ud800", signature="YQ", userHandle="\ud800"),
]


def registered() -> dict[str, Any]:
    """A passkey as it is kept."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    attested = AttestedCredentialData.create(Aaguid.NONE, b"key", ES256.from_cryptography_key(public))
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(sha256(b"localhost"), flags, 0, attested)
    sent = {
        "clientDataJSON": websafe_encode(
            b'{"type": "webauthn.create", "challenge": "YQ", "origin": "http://localhost"}'
        ),
        "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
    }
    return {"id": "a2V5", "rawId": "a2V5", "type": "public-key", "response": sent}


@pytest.fixture
def signed_in(client_of: ClientOf, manager: User) -> Client:
    client = sign_in(client_of(), manager)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_registering(signed_in: Client) -> None:
    path = "/accounts/2fa/webauthn/add/"
    for sent in CRAFTED:
        assert signed_in.get(path).status_code == 200
        assert auth.STATE_SESSION_KEY in signed_in.session
        answer = signed_in.post(path, {"name": "Key", "credential": sent})
        assert (answer.status_code, set(answer.context["form"].errors) <= {"credential", "__all__"}) == (200, True)
        assert answer.context["form"].errors != {}, sent
    assert not Authenticator.objects.exists()


def test_signing_in(client_of: ClientOf, manager: User) -> None:
    visitor = client_of()
    path = "/accounts/2fa/webauthn/login/"
    for sent in CRAFTED:
        cache.clear()  # the limit of attempts
        begun = visitor.get(path, headers={"x-requested-with": "XMLHttpRequest"})
        assert "request_options" in begun.json()
        answer = visitor.post(path, {"credential": sent})
        assert (answer.status_code, answer.headers["Location"]) == (302, LOGIN), sent
    assert "_auth_user_id" not in visitor.session


def test_proving_it_once_more(signed_in: Client, manager: User) -> None:
    Authenticator.objects.create(
        user=manager, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": registered()}
    )
    session = signed_in.session
    session[FACTOR_ADDED] = manager.pk
    session.save()
    path = "/accounts/2fa/webauthn/reauthenticate/"
    for sent in CRAFTED:
        cache.clear()
        assert signed_in.get(path).status_code == 200
        answer = signed_in.post(path, {"credential": sent})
        assert (answer.status_code, answer.headers["Location"]) == (302, LOGIN), sent


def test_proving_it_after_the_password(client_of: ClientOf, manager: User) -> None:
    Authenticator.objects.create(user=manager, type=Authenticator.Type.TOTP, data={"secret": "x"})
    visitor = client_of()
    visitor.post(LOGIN, {"login": manager.email, "password": PASSWORD})
    path = "/accounts/2fa/authenticate/"
    for sent in CRAFTED:
        cache.clear()
        assert visitor.get(path).status_code == 200
        assert visitor.post(path, {"credential": sent}).status_code == 200, sent
    assert "_auth_user_id" not in visitor.session
