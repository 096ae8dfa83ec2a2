"""Roles in words: what each may do, for those who give them and those who get them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite

DUTIES: dict[str, Promise] = {
    CiteRole.EDITOR: _("Writes pages, news and events and submits them for publication."),
    CiteRole.MODERATOR: _("Reads what editors submit, publishes it, posts urgent notices and closures."),
    CiteRole.MANAGER: _("All that a moderator does; invites people, and keeps contacts and settings of the site."),
    CiteRole.TRANSLATOR: _("Translates pages into the languages of the site."),
    NetworkRole.LABEL_TEAM: _("Keeps the register and the label, makes the Cités' sites, manages people."),
    NetworkRole.EVENT_TEAM: _("Prepares the spring school and other events of the network."),
    NetworkRole.NETWORK_EDITOR: _("Edits the hub and decides what it shows of what Cités propose."),
}


def role_names(roles: Iterable[str], *, cite: Cite | None) -> str:
    """The names of roles, separated by commas."""
    labels = dict(CiteRole.choices if cite is not None else NetworkRole.choices)
    return ", ".join(str(labels[role]) for role in roles if role in labels)
