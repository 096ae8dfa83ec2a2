"""Inviting people to a Cité or a team of the network, and accepting.

Nothing here tells a sender whether an address has an account: every address gets an invitation, a mail and the
same sentence.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.users.models import UserProfile

from portal.accounts.models import Invitation, User
from portal.accounts.selectors.invitations import account_of, open_invitations
from portal.accounts.selectors.members import groups_for, may_manage, roles_of
from portal.accounts.services.errors import PeopleError
from portal.accounts.services.mail import mail_invitation
from portal.services.throttle import DAY, is_within
from portal.tenancy.models import Cite, Network

LASTS = datetime.timedelta(days=14)
# Enough for a new team, too little for somebody who would mail the world in our name.
DAILY = 30
# Mails of a day to one address for one space, however often it is invited or the mail is sent again.
TO_ONE = 5


def invite(*, sender: User, cite: Cite | None, email: str, roles: Collection[str], language: str) -> Invitation:
    """Invite an address to a space; an open invitation of the same address there is withdrawn.

    Raises:
        PermissionDenied: the sender may not give these roles.
        PeopleError: no role was chosen, or the space has invited too many, or this address too often, today.
    """
    check_gift(sender, cite=cite, roles=roles)
    _check_patience(email, cite)
    now = timezone.now()
    with transaction.atomic():
        if Invitation.objects.filter(cite=cite, created_at__gt=now - datetime.timedelta(days=1)).count() >= DAILY:
            raise PeopleError(_("That is enough invitations for today. Go on tomorrow, or ask the network."))
        open_invitations().filter(cite=cite, email=email.lower()).update(revoked_at=now)
        invitation = Invitation.objects.create(
            cite=cite,
            email=email,
            roles=[str(role) for role in roles_of(cite) if role in roles],
            language=language,
            invited_by=sender,
            expires_at=now + LASTS,
        )
        _note("accounts.invite", invitation, sender)
        mail_invitation.enqueue(invitation.pk)
    return invitation


def resend_invitation(*, sender: User, invitation: Invitation) -> Invitation:
    """Mail a new link; the old one is dead, and the time to answer begins again.

    Raises:
        PermissionDenied: the person may not invite to this space.
        PeopleError: the invitation was accepted or withdrawn meanwhile, or this address has had too many mails today.
    """
    check_gift(sender, cite=invitation.cite, roles=invitation.roles)
    _check_patience(invitation.email, invitation.cite)
    with transaction.atomic():
        changed = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(
            expires_at=timezone.now() + LASTS, invited_by=sender
        )
        if not changed:
            raise PeopleError(_("This invitation was accepted or withdrawn meanwhile."))
        _note("accounts.invite_again", invitation, sender)
        mail_invitation.enqueue(invitation.pk)
    invitation.refresh_from_db()
    return invitation


def revoke_invitation(*, user: User, invitation: Invitation) -> None:
    """Withdraw an invitation that nobody has accepted yet.

    Raises:
        PermissionDenied: the person may not invite to this space.
        PeopleError: it was accepted meanwhile.
    """
    if not may_manage(user, cite=invitation.cite):
        raise PermissionDenied
    with transaction.atomic():
        if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(revoked_at=timezone.now()):
            raise PeopleError(_("This invitation was accepted meanwhile."))
        _note("accounts.revoke", invitation, user)


def accept_invitation(*, invitation: Invitation, user: User) -> None:
    """Give a person with an account the roles they were invited to.

    Raises:
        PermissionDenied: the invitation is for another address than theirs.
        PeopleError: it was accepted, withdrawn or ran out meanwhile.
    """
    if not user.is_active or account_of(invitation.email) != user:
        raise PermissionDenied
    with transaction.atomic():
        _spend(invitation, user)


def accept_as_new_person(*, invitation: Invitation, first_name: str, last_name: str, password: str) -> User:
    """Make the account of somebody who has none; the link proves the address.

    `password` has passed the validators.

    Raises:
        PeopleError: the invitation was accepted, withdrawn or ran out, or the address got an account meanwhile.
    """
    if account_of(invitation.email) is not None:
        raise PeopleError(_("There is an account for this address now. Sign in to accept."))
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, first_name=first_name, last_name=last_name)
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
            UserProfile.objects.create(user=user, preferred_language=invitation.language)
            _spend(invitation, user)
    except IntegrityError as error:
        raise PeopleError(_("There is an account for this address now. Sign in to accept.")) from error
    return user


def check_gift(user: User, *, cite: Cite | None, roles: Collection[str]) -> None:
    """Refuse roles that a person may not give.

    Raises:
        PermissionDenied: they don't manage this space, or it has no such role.
        PeopleError: there is no role at all.
    """
    if not may_manage(user, cite=cite) or not set(roles) <= {str(role) for role in roles_of(cite)}:
        raise PermissionDenied
    if not roles:
        raise PeopleError(_("Choose at least one role."))


def _check_patience(email: str, cite: Cite | None) -> None:
    space = str(cite.pk) if cite else ""
    if not is_within(TO_ONE, purpose="invitations", client=email.lower(), seconds=DAY, about=space):
        raise PeopleError(_("This address has had enough mail from you today. Send it again tomorrow."))


def _spend(invitation: Invitation, user: User) -> None:
    """One conditional update decides between two clicks on the same link."""
    used = (
        open_invitations()
        .filter(pk=invitation.pk, token_hash=invitation.token_hash)
        .update(used_at=timezone.now(), accepted_by=user, token_hash=None)
    )
    if not used:
        raise PeopleError(_("This invitation was accepted or withdrawn meanwhile."))
    with LogContext(user=user):
        user.groups.add(*groups_for(invitation.roles, cite=invitation.cite))
    _note("accounts.accept", invitation, user)


def _note(action: str, invitation: Invitation, user: User) -> None:
    """In the log of the Cité, or of the network; the address stays in the invitation only."""
    space = invitation.cite or Network.objects.first()
    if space is not None:
        data = {"invitation": invitation.pk, "roles": invitation.roles}
        log(instance=space, action=action, user=user, data=data)
