"""Invitations and the links their mails carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.core import mail
from django.test import Client

from portal.accounts.models import Invitation, User
from portal.accounts.services.invitations import invite
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from tests.factories.portal import PASSWORD

LINK = re.compile(r"http://localhost:8000(/invitations/[^/]+/\?language=\w+)")

LOGIN = "/accounts/login/"
# Another good password than everybody's.
OTHER = "un tout autre mot de passe"
# What a new person fills in.
NEW = {
    "first_name": "Nova",
    "last_name": "Pessoa",
    "password1": "uma frase bem longa",
    "password2": "uma frase bem longa",
}


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


def roles_in(user: User) -> set[tuple[str, str]]:
    """Every role a person has, of Cités and of the network."""
    found = set(user.groups.filter(cite_role__isnull=False).values_list("cite_role__cite__slug", "cite_role__role"))
    teams = user.groups.filter(network_role__isnull=False).exclude(network_role__role=NetworkRole.MEMBERS)
    return found | {("", role) for role in teams.values_list("network_role__role", flat=True)}


def enter(client: Client, user: User, password: str = PASSWORD) -> Client:
    client.post(LOGIN, {"login": user.email, "password": password})
    return client


def inside(client: Client) -> bool:
    return client.get("/admin/").status_code == 200
