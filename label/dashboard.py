"""What this app adds to the dashboard: a Cité's label, and what the label team has to decide."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from cities.selectors.around import CiteFace
from label.enums import EventKind, LabelStatus
from label.selectors.register import CiteHistory, histories_of_network, standing_of_cite
from label.selectors.standing import standing_on
from portal.dashboard.registry import Line, ListPanel, register_panel
from portal.dates import since_words
from portal.tenancy.models import Cite

SHOWN = 12
FIRST_YEAR = datetime.timedelta(days=365)


def standing_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """The state of the Cité's label, with the date it is known to."""
    if cite is None:
        return None
    standing = standing_of_cite(cite=cite, day=timezone.localdate())
    since = standing.since
    note = since_words(since.first, since.precision) if since else ""
    return ListPanel(
        name="label", heading=_("Your label"), icon="tag", lines=[Line(str(standing.status.label), note=note)], empty=""
    )


def due_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """Decisions due today, from the recorded events: for who records them."""
    user = request.user
    if not user.has_perm("label.add_labelevent"):
        return None
    lines = [
        replace(
            line,
            url=reverse("register:site", args=[cite.id]) if user.has_perm("tenancy.provision_cite") else "",
            act=(_("Record the decision"), f"{reverse('label_events:add')}?cite={cite.id}"),
        )
        for cite, line in due_lines(histories_of_network(), timezone.localdate())
    ]
    return ListPanel(
        name="due",
        heading=_("Decisions due"),
        icon="tasks",
        lines=lines[:SHOWN],
        empty=_("Nothing is due."),
        more=(_("Record a decision"), reverse("label_events:add")),
    )


def due_lines(histories: Iterable[CiteHistory], day: datetime.date) -> list[tuple[CiteFace, Line]]:
    """What the path of the label asks for on a day: confirmation after the first year, then a renewal every year."""
    found = []
    for history in histories:
        name = history.cite.short_name
        standing = standing_on(history.label, day)
        since = standing.since
        if since is None:
            continue
        if standing.status is LabelStatus.OPERATION and since.last + FIRST_YEAR <= day:
            found.append((history.cite, Line(name, note=_("the first year is over: confirmation is due"))))
        elif standing.status is LabelStatus.CONFIRMED:
            years = [
                placed.fact.renewal_year or 0
                for placed in history.label.sure_on(day)
                if placed.fact.kind == EventKind.RENEWED
            ]
            last = day.year - 1
            if since.last.year < last and max(years, default=0) < last:
                note = _("the renewal for %(year)s is not recorded") % {"year": last}
                found.append((history.cite, Line(name, note=note)))
        elif standing.status is LabelStatus.SUSPENDED:
            found.append((history.cite, Line(name, note=_("suspended: to be reinstated or ended"))))
    return found


def register() -> None:
    """Register the panels."""
    register_panel("cite", "label", standing_panel, order=70)
    register_panel("network", "due", due_panel, order=20)
