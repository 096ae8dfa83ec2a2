"""The mail with the link of an invitation."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from portal.accounts.models import Invitation, InvitationState
from portal.accounts.selectors.invitations import hash_of
from portal.accounts.words import role_names
from portal.lines import one_line
from portal.mail import send_mail


@task(queue_name="mail")
def mail_invitation(invitation_id: int) -> bool:
    """Make a link and mail it; whether a mail went out.

    The token is made here, so that it is nowhere but in the mail. Run again, it makes another and the first
    is dead: if the mail server failed half-way, at worst two mails arrive of which the second works.
    """
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("cite", "invited_by")
            .filter(pk=invitation_id)
            .first()
        )
        if invitation is None or invitation.state is not InvitationState.OPEN:
            return False
        token = secrets.token_urlsafe(32)
        invitation.token_hash = hash_of(token)
        invitation.sent_at = timezone.now()
        invitation.save(update_fields=["token_hash", "sent_at"])
        zone = invitation.cite.timezone if invitation.cite else settings.TIME_ZONE
        with translation.override(invitation.language), timezone.override(zone):
            _send(invitation, token)
    return True


def _send(invitation: Invitation, token: str) -> None:
    space = one_line(invitation.cite.name) if invitation.cite else _("International network of Cités des métiers")
    path = reverse("invitation_link", args=[token])
    context = {
        "space": space,
        "sender": str(invitation.invited_by or ""),
        "roles": role_names(invitation.roles, cite=invitation.cite),
        "expires_at": invitation.expires_at,
        "link": f"{settings.NETWORK_ADDRESS}{path}?{urlencode({'language': invitation.language})}",
    }
    send_mail(
        _("Invitation to work on the site of %(space)s") % {"space": space},
        render_to_string("accounts/mail/invitation.txt", context),
        invitation.email,
    )
