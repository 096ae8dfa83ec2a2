"""Kinds and roles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CiteKind(models.TextChoices):
    """Whether an entry of the register is shown to the public. Its label status is a history: `label.LabelEvent`."""

    CITE = "cite", _("Cité")
    CANDIDATE = "candidate", _("Candidate, seen by the label team only")


class CiteRole(models.TextChoices):
    """What a person may do in one Cité. Groups and permissions are made and reconciled by code."""

    EDITOR = "editor", pgettext_lazy("role", "Editor")
    MODERATOR = "moderator", pgettext_lazy("role", "Moderator")
    MANAGER = "manager", pgettext_lazy("role", "Manager")
    TRANSLATOR = "translator", pgettext_lazy("role", "Translator")


class NetworkRole(models.TextChoices):
    """What a person may do for the whole network: one grant on the root each, never many Cités' groups."""

    LABEL_TEAM = "label-team", _("Label team")
    EVENT_TEAM = "event-team", _("Event team")
    NETWORK_EDITOR = "network-editor", _("Network editor")
    MEMBERS = "members", _("Members")


# `MEMBERS` is no role: code fills it with everyone who holds one, and restrictions are given to it.
NETWORK_TEAMS = (NetworkRole.LABEL_TEAM, NetworkRole.EVENT_TEAM, NetworkRole.NETWORK_EDITOR)
# The event team works on the hub alone; the others hold their grant on the root of all pages.
HUB_ROLES = frozenset({NetworkRole.EVENT_TEAM})
