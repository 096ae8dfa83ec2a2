"""Whether a person must prove more than a password, and how their account is protected."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.accounts.models import User

# Set in the session when a factor is enrolled in it: enrolling proves it.
FACTOR_ADDED = "factor_added"


def needs_second_factor(user: User) -> bool:
    """Whether this person must sign in with a second factor: network roles and operators, where the setting asks."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return user.is_superuser or user.has_perm("tenancy.access_network")


@dataclass(frozen=True, slots=True)
class Protection:
    """How an account is protected; `codes_left` is None where no recovery codes were made."""

    app: bool
    keys: int
    codes_left: int | None
    sessions: int

    @property
    def has_factor(self) -> bool:
        return self.app or self.keys > 0


def protection_of(user: User) -> Protection:
    """State of a person's factors and sessions, in two queries."""
    factors = list(Authenticator.objects.filter(user=user))
    codes = next((factor for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES), None)
    own = UserSession.objects.filter(user=user).values("session_key")
    return Protection(
        app=any(factor.type == Authenticator.Type.TOTP for factor in factors),
        keys=sum(factor.type == Authenticator.Type.WEBAUTHN for factor in factors),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        sessions=Session.objects.filter(session_key__in=own, expire_date__gt=timezone.now()).count(),
    )
