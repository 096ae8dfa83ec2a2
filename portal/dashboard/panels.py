"""The panels every Cité and the network's teams have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    LockedPagesPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page

from portal.accounts.models import User
from portal.accounts.selectors.members import manages_people
from portal.dashboard import selectors
from portal.dashboard.current import current_cite, own_cites
from portal.dashboard.registry import Line, ListPanel, shortcuts_for
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.ownership import cite_id_of_path
from portal.tenancy.services.drift import last_looks

SHOWN = 8


class CitePanel(Component):
    """The Cité one works for, the way to another one, and the commonest tasks."""

    name = "cite"
    order = 10
    template_name = "portal/admin/cite_panel.html"

    def __init__(self, request: HttpRequest, cite: Cite) -> None:
        self.request, self.cite = request, cite

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "cite": self.cite,
            "others": [other for other in own_cites(self.request) if other != self.cite],
            "site_url": self.cite.site.root_url if self.cite.site else "",
            "shortcuts": shortcuts_for(self.request, self.cite),
            "csrf_token": parent_context["csrf_token"] if parent_context else "",
        }


def _of_cite(request: HttpRequest, pages: Iterable[Any], of: Any = lambda row: row) -> list[Any]:
    """Those rows whose page lies in the Cité one works for now.

    Wagtail's panels ask whose work it was, not whether the person still works there.
    """
    cite = current_cite(request)
    wanted = cite.pk if cite else -1
    found = [(row, of(row)) for row in pages]
    return [row for row, page in found if isinstance(page, Page) and cite_id_of_path(page.path) == wanted]


class ToModeratePanel(WorkflowObjectsToModeratePanel):
    """What awaits the person in this Cité."""

    order = 20

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["states"] = _of_cite(parent_context["request"], context["states"], lambda state: state["obj"])
        return context


class InModerationPanel(UserObjectsInWorkflowModerationPanel):
    """What the person submitted in this Cité."""

    order = 30

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        states = context["workflow_states"]
        context["workflow_states"] = _of_cite(parent_context["request"], states, lambda state: state.content_object)
        return context


class OwnLockedPagesPanel(LockedPagesPanel):
    """What the person has locked in this Cité."""

    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["locked_pages"] = _of_cite(parent_context["request"], context["locked_pages"])
        return context


def edit_url(page_id: int) -> str:
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def drafts_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """Own drafts."""
    assert cite is not None  # noqa: S101  # registered for Cités
    assert isinstance(request.user, User)  # noqa: S101  # the admin's decorator has checked
    lines = [
        Line(page.get_admin_display_title(), edit_url(page.pk), ago(page.latest_revision_created_at), _code(page))
        for page in selectors.drafts_of(request.user, cite=cite)[:SHOWN]
    ]
    return ListPanel(
        name="drafts", heading=_("My drafts"), icon="edit", lines=lines, empty=_("Everything you wrote is published.")
    )


def changes_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """Recent changes of the Cité."""
    assert cite is not None  # noqa: S101  # registered for Cités
    lines = [
        Line(
            entry.label,
            edit_url(entry.page_id),
            _("%(what)s, %(who)s, %(when)s")
            % {"what": entry.message, "who": entry.user_display_name, "when": ago(entry.timestamp)},
        )
        for entry in selectors.recent_changes(cite=cite)[:SHOWN]
    ]
    heading = _("Lately in %(cite)s") % {"cite": cite.short_name}
    return ListPanel(name="changes", heading=heading, icon="history", lines=lines, empty=_("Nothing has happened yet."))


def translations_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """How far the other languages of the site are."""
    row = hosts.table().by_cite(cite.pk) if cite else None
    if cite is None or row is None or len(row.languages) < 2:
        return None
    lines = [
        Line(
            get_language_info(state.code)["name_translated"],
            note=ngettext(
                "%(done)s of %(total)s public page is translated and up to date",
                "%(done)s of %(total)s public pages are translated and up to date",
                state.total,
            )
            % {"done": state.done, "total": state.total},
        )
        for state in selectors.translation_state(cite=cite, languages=row.languages)
    ]
    return ListPanel(name="translations", heading=_("Translations"), icon="globe", lines=lines, empty="")


def legal_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """What the legal notice lacks, for who can write it."""
    if cite is None or not isinstance(request.user, User) or not selectors.is_manager(request.user, cite=cite):
        return None
    missing = selectors.missing_legal(cite=cite)
    if not missing:
        return None
    return ListPanel(
        name="legal",
        heading=_("Your legal notice is not complete"),
        icon="warning",
        intro=_("The law asks every site to say who publishes it. Still missing:"),
        lines=[Line(name) for name in missing],
        empty="",
        more=(_("Complete it"), reverse("wagtailsettings:edit", args=["portal", "sitesettings", cite.site_id])),
    )


def waiting_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """Pages in moderation anywhere, for the network."""
    waiting = list(selectors.pages_waiting()[:SHOWN])
    lines = [
        Line(
            state.revision.object_str,
            edit_url(int(state.workflow_state.object_id)),
            _("submitted by %(who)s, %(when)s")
            % {"who": state.revision.user or _("nobody known"), "when": ago(state.started_at)},
        )
        for state in waiting
    ]
    return ListPanel(
        name="waiting",
        heading=_("Pages waiting for approval"),
        icon="tasks",
        lines=lines,
        empty=_("No page waits."),
        more=(_("All of them"), reverse("wagtailadmin_reports:workflow_tasks")) if waiting else None,
    )


def quiet_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """Cités without recent activity."""
    if not isinstance(request.user, User) or not manages_people(request.user):
        return None
    quiet = selectors.quiet_cites()
    lines = [
        Line(
            entry.cite.short_name,
            reverse("register:site", args=[entry.cite.pk]) if request.user.has_perm("tenancy.provision_cite") else "",
            _("last work %(when)s") % {"when": ago(entry.since)} if entry.since else _("nobody has worked here yet"),
        )
        for entry in quiet[:SHOWN]
    ]
    intro = ngettext(
        "On %(number)s site nobody has worked for three months.",
        "On %(number)s sites nobody has worked for three months.",
        len(quiet),
    ) % {"number": len(quiet)}
    return ListPanel(
        name="quiet",
        heading=_("Quiet Cités"),
        icon="time",
        intro=intro if quiet else "",
        lines=lines,
        empty=_("Every Cité’s team has worked on its site lately."),
    )


def sites_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """Sites that need a hand: without a manager, or found drifted by the nightly look."""
    if not isinstance(request.user, User) or not request.user.has_perm("tenancy.provision_cite"):
        return None
    lines = [
        Line(entry.short_name, reverse("members:cite_members", args=[entry.pk]), _("nobody manages it"))
        for entry in selectors.without_manager()[:SHOWN]
    ]
    named = dict(Cite.objects.filter(container__isnull=False).values_list("pk", "short_name"))
    lines += [
        Line(named[pk], reverse("register:site", args=[pk]), _("something drifted"))
        for pk, drift in last_looks(named).items()
        if drift.lines
    ][:SHOWN]
    return ListPanel(
        name="sites",
        heading=_("Sites that need a hand"),
        icon="warning",
        lines=lines,
        empty=_("Every site is in order and has a manager."),
        more=(_("The register"), reverse("register:index")),
    )


def ago(moment: Any) -> str:
    """How long ago, or nothing where nobody knows."""
    return str(timesince_simple(moment)) if moment else ""


def _code(page: Page) -> str:
    code: str = page.locale.language_code
    return code
