"""allauth's forms of passkeys (`MFA_FORMS`), with what no browser sends refused at the field.

Upstream reason, allauth 65.21: `allauth/mfa/webauthn/internal/auth.py` looks for TypeError alone where it reads a
registration and for ValueError where it checks, and `JSONField` of Django 5.2 for JSONDecodeError alone; bytes that
are no attestation, nested lists, or numbers in the place of text end in other errors, and these in a 500. The one
place; goes when upstream reads what it is sent without trust.
"""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError

# What reading and checking bytes of somebody's choice raises (fido2 2.x: cbor.py, cose.py, webauthn.py, server.py).
UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    InvalidSignature,
    LookupError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


class CredentialField(forms.JSONField):
    """A proof, read once and never shown again."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def bound_data(self, data: Any, initial: Any) -> None:
        """Upstream reads it once more to show it."""

    def prepare_value(self, value: Any) -> str:
        return ""


class CarefulAddForm(AddWebAuthnForm):
    """Registering a passkey."""

    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = super().clean()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return data


class CarefulProof(AuthenticateWebAuthnForm):
    """Proving that one has a passkey, after the password."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class CarefulLoginForm(CarefulProof, LoginWebAuthnForm):
    """Signing in by a passkey alone."""


class CarefulReauthenticateForm(CarefulProof, ReauthenticateWebAuthnForm):
    """Proving it once more before something that matters."""
