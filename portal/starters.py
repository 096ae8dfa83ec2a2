"""Pages every site has: the statements; and the hub's home with its page about the network."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.models import HubHomePage, StatementKind, StatementPage
from portal.tenancy.services.provision import StarterContext, register_home, register_starter


def statements(context: StarterContext) -> None:
    """Legal notice, privacy and accessibility statement; put back if they are deleted."""
    titles = {
        StatementKind.LEGAL: _("Legal notice"),
        StatementKind.PRIVACY: _("Personal data"),
        StatementKind.ACCESSIBILITY: _("Accessibility"),
    }
    for kind, title in titles.items():
        context.ensure(f"statement-{kind.value}", StatementPage, title=title, kind=kind, required=True)


def register() -> None:
    """Register homes and starters with provisioning."""
    register_home("hub", HubHomePage)
    register_starter("hub", statements, order=900)
    register_starter("cite", statements, order=900)
