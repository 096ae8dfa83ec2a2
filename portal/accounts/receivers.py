"""Enrolling a factor proves it for the session it happens in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.selectors import FACTOR_ADDED


def note_factor(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """`authenticator_added`, sent after the commit."""
    request.session[FACTOR_ADDED] = user.pk


def connect() -> None:
    """Connect the receiver; called once, from `ready()`."""
    authenticator_added.connect(note_factor, dispatch_uid="accounts.factor")
