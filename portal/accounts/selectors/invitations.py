"""Invitations of a space, and the one a link leads to."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.models import Invitation, User
from portal.accounts.selectors.members import managed_cites, manages_people, may_manage
from portal.tenancy.models import Cite

# Answered invitations stay in the list for as long as one might wonder what became of them.
SHOWN = datetime.timedelta(days=60)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitations_of(*, cite: Cite | None) -> QuerySet[Invitation]:
    """The invitations of a space that wait for an answer or got one lately, newest first."""
    recent = Q(created_at__gt=timezone.now() - SHOWN) | Q(used_at=None, revoked_at=None)
    return Invitation.objects.filter(recent, cite=cite, used_at=None).select_related("invited_by", "cite")


def invited_addresses(numbers: Collection[int], *, reader: User) -> dict[int, str]:
    """Addresses of those of these invitations that are of a space whose people the reader manages."""
    found = Invitation.objects.filter(pk__in=numbers)
    if not manages_people(reader):
        found = found.filter(cite__in=managed_cites(reader))
    return dict(found.values_list("pk", "email"))


def open_invitations() -> QuerySet[Invitation]:
    """Those that can still be accepted, as far as the rows tell."""
    return Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


def invitation_behind(token_hash: str) -> Invitation | None:
    """The open invitation of a link; None where it is unknown, spent, withdrawn or late.

    It lasts as long as its sender may give these roles: one who no longer manages the Cité invites nobody.
    """
    if not token_hash:
        return None
    found = open_invitations().filter(token_hash=token_hash).select_related("invited_by", "cite").first()
    if found is None or found.invited_by is None:
        return None
    return found if may_manage(found.invited_by, cite=found.cite) else None


def account_of(email: str) -> User | None:
    """The account that an address signs in to, closed ones too."""
    address = email.lower()
    verified = Q(emailaddress__email=address, emailaddress__verified=True)
    return User.objects.filter(Q(email=address) | verified).distinct().first()
