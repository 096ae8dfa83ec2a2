"""Invitations and the links their mails carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.core import mail

from portal.accounts.models import Invitation, User
from portal.accounts.services.invitations import invite
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite

LINK = re.compile(r"http://localhost:8000(/invitations/[^/]+/\?language=\w+)")


def links() -> list[str]:
    """The paths of all links mailed so far, oldest first."""
    return [found.group(1) for message in mail.outbox if (found := LINK.search(str(message.body)))]


def invited(
    sender: User,
    cite: Cite | None,
    drain: Callable[[], int],
    *,
    email: str = "nova@example.org",
    roles: Sequence[str] = (CiteRole.EDITOR,),
    language: str = "en",
) -> tuple[Invitation, str]:
    """An invitation that was mailed, and the path of its link."""
    invitation = invite(sender=sender, cite=cite, email=email, roles=roles, language=language)
    drain()
    invitation.refresh_from_db()
    return invitation, links()[-1]
