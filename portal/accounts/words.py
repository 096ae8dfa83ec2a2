"""Roles in words: what each may do, for those who give them and those who get them; browsers in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
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

# The first that matches counts: most browsers also name those they descend from.
BROWSERS = {
    "Edge": r"Edg(?:e|A|iOS)?/",
    "Opera": r"OPR/|Opera",
    "Samsung Internet": r"SamsungBrowser/",
    "Firefox": r"Firefox/|FxiOS/",
    "Chrome": r"Chrome/|CriOS/|Chromium/",
    "Safari": r"Version/[\d.]+ .*Safari/",
}
SYSTEMS = {
    "Android": r"Android",
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Windows": r"Windows",
    "ChromeOS": r"CrOS",
    "macOS": r"Mac OS X|Macintosh",
    "Linux": r"Linux|X11",
}
AGENT_SHOWN = 60


def role_names(roles: Iterable[str], *, cite: Cite | None) -> str:
    """The names of roles, separated by commas."""
    labels = dict(CiteRole.choices if cite is not None else NetworkRole.choices)
    return ", ".join(str(labels[role]) for role in roles if role in labels)


def device_words(user_agent: str) -> str:
    """“Firefox on Linux” for what a browser says of itself; the beginning of that where nothing in it is known."""
    browser = next((name for name, pattern in BROWSERS.items() if re.search(pattern, user_agent)), "")
    system = next((name for name, pattern in SYSTEMS.items() if re.search(pattern, user_agent)), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or user_agent[:AGENT_SHOWN].strip() or gettext("An unknown browser")
