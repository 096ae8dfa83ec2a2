"""Closing and reopening a person's account. What they did stays in the history, with their name."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.accounts.selectors.invitations import open_invitations
from portal.accounts.selectors.members import manages_people
from portal.accounts.services.errors import PeopleError
from portal.tenancy.selectors.ownership import owner_id
from portal.tenancy.selectors.scope import cites_of


def close_account(*, by: User, user: User) -> None:
    """Shut a person out at once, on every device; their roles wait for the account to be opened again.

    Raises:
        PermissionDenied: `by` is neither of the label team nor an operator, or `user` is an operator and `by` isn't.
        PeopleError: it is the own account.
    """
    _check(by, user)
    if by == user:
        raise PeopleError(_("You can’t close your own account."))
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.is_active = False
        end_sessions(user=user)
        open_invitations().filter(email=user.email).update(revoked_at=timezone.now())
        _note("accounts.close", user=user, by=by)


def reopen_account(*, by: User, user: User) -> None:
    """Let a person sign in again, with the roles they have.

    Raises:
        PermissionDenied: as for closing.
    """
    _check(by, user)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)
        user.is_active = True
        _note("accounts.reopen", user=user, by=by)


def end_sessions(*, user: User) -> int:
    """End every session of a person; how many there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _note(action: str, *, user: User, by: User) -> None:
    """In the person's history, and in the log of each Cité that the person works for, by itself: the first is nobody's
    where there are several.
    """
    log(instance=user, action=action, user=by)
    noted = owner_id(user)
    for cite in cites_of(user):
        if cite.pk != noted:
            log(instance=cite, action=action, user=by, data={"person": user.pk, "name": str(user)})


def _check(by: User, user: User) -> None:
    if not manages_people(by) or (user.is_superuser and not by.is_superuser):
        raise PermissionDenied
