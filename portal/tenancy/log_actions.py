"""How the history says what happened to a Cité's entry and site."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter


class PlaceFormatter(LogFormatter):
    """A sentence with what the entry carries: host, languages."""

    sentence: Promise | str = ""

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        values = {"host": data.get("host", ""), "languages": ", ".join(data.get("languages", []))}
        return str(self.sentence) % values

    def format_comment(self, log_entry: Any) -> str:
        return " ".join(log_entry.data.get("report", []))


ACTIONS = {
    "tenancy.add": (_("Add to the register"), _("Added to the register")),
    "tenancy.change": (_("Change register entry"), _("Register entry changed")),
    "tenancy.make_site": (_("Make site"), _("Site made")),
    "tenancy.repair": (_("Repair site"), _("Site repaired")),
    "tenancy.languages": (_("Set languages"), _("Languages set: %(languages)s")),
    "tenancy.host": (_("Change host"), _("Shown at %(host)s from now on")),
    "tenancy.add_domain": (_("Add domain"), _("Domain added: %(host)s")),
    "tenancy.remove_domain": (_("Remove domain"), _("Domain removed: %(host)s")),
    "tenancy.suspend": (_("Suspend site"), _("Site suspended")),
    "tenancy.resume": (_("Resume site"), _("Site shown again")),
}


def register_actions(actions: LogActionRegistry) -> None:
    """Register them all."""
    for name, (label, sentence) in ACTIONS.items():
        actions.register_action(name)(type("_Formatter", (PlaceFormatter,), {"label": label, "sentence": sentence}))
