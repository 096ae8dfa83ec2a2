"""What this app adds to the dashboard of a Cité's team, and to that of the event team."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from events.models import Edition
from events.releasing import RELEASE, release_url, waiting_words
from events.selectors.drafts import changes_since_release, current_edition
from portal.dashboard.registry import Line, ListPanel, register_panel, register_shortcut
from portal.dashboard.shortcuts import add_page
from portal.dates import date_words
from portal.tenancy.models import Cite


def register() -> None:
    """Register the shortcut to a new event and the event team's panel."""
    register_shortcut(
        "event",
        add_page(
            below="events.EventIndexPage", kind="events.EventPage", label=lambda: _("Announce an event"), icon="date"
        ),
        order=20,
    )
    register_panel("hub", "school", school_panel, order=10)
    register_panel("network", "school", school_panel, order=90)


def school_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """The edition that is next, what of it isn't public yet, and the commonest tasks."""
    if not request.user.has_perm(RELEASE):
        return None
    edition = current_edition()
    lines = [] if edition is None else _lines(edition)
    return ListPanel(
        name="school",
        heading=edition.name if edition else _("Spring school"),
        icon="date",
        intro=_dates(edition) if edition else "",
        lines=lines,
        empty=_("There is no edition yet."),
        more=(_("All editions"), reverse("editions:index")) if edition else (_("Add one"), reverse("editions:add")),
    )


def _dates(edition: Edition) -> str:
    values = {"first": date_words(edition.start_date), "last": date_words(edition.end_date), "venue": edition.venue}
    if not edition.venue:
        return _("From %(first)s to %(last)s.") % values
    return _("From %(first)s to %(last)s, %(venue)s.") % values


def _lines(edition: Edition) -> list[Line]:
    latest = edition.releases.first()
    count = len(changes_since_release(edition=edition))
    since = _("Never released yet.")
    if latest is not None:
        since = _("Last released on %(date)s.") % {"date": date_words(timezone.localdate(latest.published_at))}
    sessions = f"{reverse('slots:index')}?edition={edition.pk}"
    return [
        Line(waiting_words(count), release_url(edition), since)
        if count or not latest
        else Line(_("Everything that is drafted is public."), note=since),
        Line(_("Change a session"), sessions, _("times, rooms, people")),
        Line(_("Add a session"), reverse("slots:add")),
        Line(_("Correct a person’s name"), reverse("persons:index"), _("public at once, in every programme")),
        Line(_("Days, rooms, organisers and logos"), reverse("editions:edit", args=[edition.pk])),
    ]
