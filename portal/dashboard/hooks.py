"""The dashboard in Wagtail's admin home; imported by `portal.wagtail_hooks`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail import hooks

from portal.dashboard import panels, shortcuts, views
from portal.dashboard.current import current_cite
from portal.dashboard.registry import panels_for, register_panel, register_shortcut
from portal.tenancy.selectors.scope import scope_of
from portal.translating.dashboard import to_translate_panel


@hooks.register("construct_homepage_panels", order=900)
def build_dashboard(request: HttpRequest, shown: list[Any]) -> None:
    """Replace Wagtail's panels: those that ask whose work it was show pages of Cités one has left.

    For the network's roles they would ask for every page in moderation, one by one.
    """
    found: list[Any] = []
    cite = current_cite(request)
    if cite is not None:
        found += [
            panels.CitePanel(request, cite),
            panels.ToModeratePanel(),
            panels.InModerationPanel(),
            panels.OwnLockedPagesPanel(),
            *panels_for("cite", request, cite),
        ]
    scope = scope_of(request.user)
    if scope.is_network:
        found += panels_for("network", request, None)
    elif scope.is_hub:
        found += panels_for("hub", request, None)
    shown[:] = found or shown


@hooks.register("construct_homepage_summary_items", order=900)
def count_nothing_of_others(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail counts everything below the root that one's Cités have in common: with two, the whole network. Of files
    it counts what one may choose, those of the network and of one's other Cités included; the lists show one's own.
    """
    if not scope_of(request.user).is_network:
        items.clear()


@hooks.register("register_admin_urls")
def dashboard_urls() -> list[URLPattern]:
    """The way to another of one's Cités."""
    return [path("cite/<int:cite_id>/", views.switch, name="switch_cite")]


def register_own() -> None:
    """The panels that need no other app."""
    register_panel("cite", "legal", panels.legal_panel, order=15)
    register_panel("cite", "drafts", panels.drafts_panel, order=40)
    register_panel("cite", "changes", panels.changes_panel, order=50)
    register_panel("cite", "to_translate", to_translate_panel, order=35)
    register_panel("cite", "translations", panels.translations_panel, order=80)
    register_panel("network", "to_translate", to_translate_panel, order=50)
    register_panel("network", "waiting", panels.waiting_panel, order=40)
    register_panel("network", "sites", panels.sites_panel, order=60)
    register_panel("network", "quiet", panels.quiet_panel, order=70)
    register_shortcut("images", shortcuts.images(lambda: _("Images")), order=50)


register_own()
