"""What is coming up on one site, and in the network: dates in the order they come, each with its page.

One query for a list of any length. A date is public while a page of its event is live and unrestricted, and
nothing is while the page of the original language isn't.
"""

from __future__ import annotations

import datetime

from django.db.models import (
    Case,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject
from django.utils import timezone

from cities.selectors.proposals import offered, shown_by
from events.models import EventPage, LocalEvent, Occurrence
from events.selectors.public import unrestricted
from portal.tenancy.selectors import hosts

# What a list needs of a page.
CARD = JSONObject(
    id="pk",
    title="title",
    lead="lead",
    path="path",
    url_path="url_path",
    language="locale__language_code",
    demonstration="demonstration",
    changed_at="last_published_at",
)


def public_events() -> QuerySet[EventPage]:
    """Event pages that anyone may read."""
    return EventPage.objects.filter(unrestricted(), live=True)


def dates_of_site(*, site_id: int, language: str) -> QuerySet[Occurrence]:
    """Dates on one site in one language; on the hub, of the network.

    Each has `card`: id, title, lead, path, url_path, language and demonstration of the page to link to.
    """
    row = hosts.table().by_id(site_id)
    if row is None:
        return Occurrence.objects.none()
    if row.cite_id is None:
        return dates_of_network(language=language)
    path = row.container["path"]
    pages = public_events().filter(path__startswith=path, locale__language_code=language)
    return _dates(pages).filter(event__original__path__startswith=path)


def dates_of_network(*, language: str) -> QuerySet[Occurrence]:
    """The hub's own events in a language, and those of Cités that the network accepted, in any language, while the site
    of the Cité is open."""
    hub = hosts.table().hub
    if hub is None:
        return Occurrence.objects.none()
    own = Q(path__startswith=hub.container["path"], locale__language_code=language)
    pages = public_events().filter(own | offered("proposal__"))
    return _dates(_readers_first(pages, language))


def dates_from_others(*, cite_id: int, language: str) -> QuerySet[Occurrence]:
    """Events of others that a Cité shows on its agenda."""
    pages = public_events().filter(proposal__showings__in=shown_by(cite_id=cite_id, kind=EventPage))
    return _dates(_readers_first(pages, language))


def _readers_first(pages: QuerySet[EventPage], language: str) -> QuerySet[EventPage]:
    """The page in the reader's language before those in others."""
    return pages.order_by(Case(When(locale__language_code=language, then=Value(0)), default=Value(1)), "pk")


def over_pages() -> QuerySet[EventPage]:
    """Event pages all of whose dates are over by now; not one whose dates aren't known."""
    dates = Occurrence.objects.filter(event__uid=OuterRef("translation_key"))
    return EventPage.objects.filter(Exists(dates), ~Exists(dates.filter(over_at__gt=timezone.now())))


def _dates(pages: QuerySet[EventPage]) -> QuerySet[Occurrence]:
    same = pages.filter(translation_key=OuterRef("event__uid"))
    return (
        Occurrence.objects.filter(Exists(same), event__original__live=True, event__facts_at__isnull=False)
        .annotate(card=Subquery(same.values(data=CARD)[:1], output_field=JSONField()))
        .select_related("event")
    )


def upcoming(dates: QuerySet[Occurrence], *, now: datetime.datetime) -> QuerySet[Occurrence]:
    """Those that aren't over, the next one first."""
    return dates.filter(over_at__gt=now).order_by("starts_at", "pk")


def next_of_each(dates: QuerySet[Occurrence], *, now: datetime.datetime) -> QuerySet[Occurrence]:
    """Of each event its next date only: one that repeats every week would fill the list."""
    earlier = Occurrence.objects.filter(event=OuterRef("event"), over_at__gt=now, starts_at__lt=OuterRef("starts_at"))
    return upcoming(dates, now=now).filter(~Exists(earlier))


def past(dates: QuerySet[Occurrence], *, now: datetime.datetime) -> QuerySet[Occurrence]:
    """Those that are over, the latest first."""
    return dates.filter(over_at__lte=now).order_by("-starts_at", "-pk")


def dates_of_event(*, event: LocalEvent, now: datetime.datetime, limit: int) -> list[Occurrence]:
    """The next dates of one event; of one that is over the last date. One query."""
    passed = Case(When(over_at__gt=now, then=Value(0)), default=Value(1))
    coming = Case(When(over_at__gt=now, then=F("starts_at")))
    found: list[Occurrence] = list(
        Occurrence.objects.filter(event=event).annotate(passed=passed).order_by("passed", coming, "-starts_at")[:limit]
    )
    for row in found:
        row.event = event
    return [row for row in found if row.over_at > now] or found[:1]
