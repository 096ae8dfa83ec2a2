"""How the history says what happened to people and their roles."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter

from portal.tenancy.enums import CiteRole, NetworkRole

ROLE_LABELS: dict[str, Promise | str] = {**dict(CiteRole.choices), **dict(NetworkRole.choices)}


class RoleFormatter(LogFormatter):
    """“Ana Silva: Moderator”: whose role, and which."""

    sentence: Promise | str = ""

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        role = str(ROLE_LABELS.get(data.get("role", ""), data.get("role", "")))
        return str(self.sentence) % {"role": role, "name": data.get("name", "")}


class InvitationFormatter(LogFormatter):
    """Which invitation and to which roles; never the address."""

    sentence: Promise | str = ""

    def format_message(self, log_entry: Any) -> str:
        roles = [str(ROLE_LABELS.get(role, role)) for role in log_entry.data.get("roles", [])]
        number = log_entry.data.get("invitation", "")
        return str(self.sentence) % {"number": number, "roles": ", ".join(roles)}


ROLES = {
    "accounts.role_given": (gettext_lazy("Role given"), gettext_lazy("Role given to %(name)s: %(role)s")),
    "accounts.role_taken": (gettext_lazy("Role taken"), gettext_lazy("Role taken from %(name)s: %(role)s")),
}
INVITATIONS = {
    "accounts.invite": (gettext_lazy("Invite"), gettext_lazy("Invitation %(number)s sent: %(roles)s")),
    "accounts.invite_again": (
        gettext_lazy("Invite again"),
        gettext_lazy("Invitation %(number)s sent again: %(roles)s"),
    ),
    "accounts.revoke": (gettext_lazy("Withdraw invitation"), gettext_lazy("Invitation %(number)s withdrawn")),
    "accounts.accept": (gettext_lazy("Accept invitation"), gettext_lazy("Invitation %(number)s accepted: %(roles)s")),
}


def register_actions(actions: LogActionRegistry) -> None:
    """Register every action of this app."""
    for base, sentences in ((RoleFormatter, ROLES), (InvitationFormatter, INVITATIONS)):
        for name, (label, sentence) in sentences.items():
            actions.register_action(name)(type(base.__name__, (base,), {"label": label, "sentence": sentence}))
    actions.register_action("accounts.close", gettext_lazy("Close account"), gettext_lazy("Account closed"))
    actions.register_action("accounts.reopen", gettext_lazy("Reopen account"), gettext_lazy("Account opened again"))
