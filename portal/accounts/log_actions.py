"""How the history says what happened to people and their roles."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
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
    """To which roles, and whom where a list has noted that (`invited`): the address stays in the invitation, and in
    the lists of those who read it there.
    """

    sentence: Promise | str = ""

    def format_message(self, log_entry: Any) -> str:
        roles = [str(ROLE_LABELS.get(role, role)) for role in log_entry.data.get("roles", [])]
        number = log_entry.data.get("invitation", "")
        who = getattr(log_entry, "invited", "") or gettext("no. %(number)s") % {"number": number}
        return str(self.sentence) % {"who": who, "roles": ", ".join(roles)}


class AccountFormatter(LogFormatter):
    """Whose account, where the entry is a Cité's; the person's own says it by its name."""

    sentence: Promise | str = ""
    named: Promise | str = ""

    def format_message(self, log_entry: Any) -> str:
        name = log_entry.data.get("name", "")
        return str(self.named) % {"name": name} if name else str(self.sentence)


ROLES = {
    "accounts.role_given": (gettext_lazy("Role given"), gettext_lazy("Role given to %(name)s: %(role)s")),
    "accounts.role_taken": (gettext_lazy("Role taken"), gettext_lazy("Role taken from %(name)s: %(role)s")),
}
INVITATIONS = {
    "accounts.invite": (gettext_lazy("Invite"), gettext_lazy("Invitation sent (%(who)s): %(roles)s")),
    "accounts.invite_again": (
        gettext_lazy("Invite again"),
        gettext_lazy("Invitation sent again (%(who)s): %(roles)s"),
    ),
    "accounts.revoke": (
        gettext_lazy("Withdraw invitation"),
        gettext_lazy("Invitation withdrawn (%(who)s): %(roles)s"),
    ),
    "accounts.accept": (
        gettext_lazy("Accept invitation"),
        gettext_lazy("Invitation accepted (%(who)s): %(roles)s"),
    ),
}
ACCOUNTS = {
    "accounts.close": (
        gettext_lazy("Close account"),
        gettext_lazy("Account closed"),
        gettext_lazy("Account of %(name)s closed"),
    ),
    "accounts.reopen": (
        gettext_lazy("Reopen account"),
        gettext_lazy("Account opened again"),
        gettext_lazy("Account of %(name)s opened again"),
    ),
}


def register_actions(actions: LogActionRegistry) -> None:
    """Register every action of this app."""
    for base, sentences in ((RoleFormatter, ROLES), (InvitationFormatter, INVITATIONS)):
        for name, (label, sentence) in sentences.items():
            actions.register_action(name)(type(base.__name__, (base,), {"label": label, "sentence": sentence}))
    for name, (label, sentence, named) in ACCOUNTS.items():
        values = {"label": label, "sentence": sentence, "named": named}
        actions.register_action(name)(type("_AccountFormatter", (AccountFormatter,), values))
