"""What the frame of a site carries for this app: signs, places and hours, notices, neighbours, the network's Cités."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cities.models import Closure, PracticalInfo, ServicePage, UrgentNotice
from cities.selectors.neighbours import streets_of
from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite
from portal.tenancy.selectors.hosts import SiteRow

# Frames live an hour at most; what begins or ends meanwhile is decided where it is shown.
LOOK_AHEAD = datetime.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Sign:
    """One service as it hangs from the rail: the person's question, a line, its address on the site."""

    title: str
    lead: str
    path: str
    pole: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """One place, as published."""

    kind: str
    name: str
    lines: tuple[str, ...]
    city: str
    country: str
    latitude: float | None
    longitude: float | None
    step_free: bool | None
    hearing_loop: bool | None
    sign_language: bool | None


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening: ISO weekday and wall times of the Cité."""

    weekday: int
    opens: datetime.time
    closes: datetime.time


@dataclass(frozen=True, slots=True)
class PracticalFacts:
    """Places, hours and contact of a Cité, as published."""

    phone: str
    email: str
    itinerant: bool
    places: tuple[PlaceFacts, ...]
    hours: tuple[Opening, ...]
    closures: tuple[tuple[datetime.date, datetime.date, str], ...]
    demonstration: bool

    @property
    def main(self) -> PlaceFacts | None:
        """The main site."""
        return next((place for place in self.places if place.kind == "main"), None)


@dataclass(frozen=True, slots=True)
class Notice:
    """An urgent sentence with the time it is shown in."""

    language: str
    text: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class CiteFace:
    """What a card about a Cité needs."""

    id: int
    slug: str
    name: str
    name_language: str
    short_name: str
    country: str
    emblem: str
    latitude: float | None
    longitude: float | None
    km: float = 0.0


def face_of(cite: Cite, *, km: float = 0.0) -> CiteFace:
    """The face of a register entry."""
    return CiteFace(
        id=cite.pk,
        slug=cite.slug,
        name=cite.name,
        name_language=cite.name_language,
        short_name=cite.short_name,
        country=cite.country,
        emblem=cite.emblem,
        latitude=cite.latitude,
        longitude=cite.longitude,
        km=km,
    )


def service_signs(row: SiteRow, cite: Cite | None) -> dict[str, tuple[Sign, ...]]:
    """The signs of a Cité by language, in the order of its pages."""
    if cite is None:
        return {}
    found: defaultdict[str, list[Sign]] = defaultdict(list)
    start = len(row.container["url_path"]) - 1
    pages = (
        ServicePage.objects.filter(path__startswith=row.container["path"])
        .live()
        .public()
        .select_related("locale", "pole")
        .order_by("path")
    )
    for page in pages:
        found[page.locale.language_code].append(
            Sign(
                page.title,
                page.lead,
                page.url_path[start:],
                page.pole.slug if page.pole else "",
                page.demonstration,
            )
        )
    return {code: tuple(signs) for code, signs in found.items()}


def practical_facts(row: SiteRow, cite: Cite | None) -> PracticalFacts | None:
    """Places, hours and contact of a Cité."""
    if cite is None:
        return None
    info = PracticalInfo.objects.filter(cite=cite).prefetch_related("places", "hours").first()
    today = timezone.localdate()
    closures = Closure.objects.filter(cite=cite, ends__gte=today, starts__lte=today + LOOK_AHEAD)
    if info is None:
        return PracticalFacts("", "", False, (), (), (), False)
    original = info.original
    return PracticalFacts(
        phone=info.phone,
        email=info.email,
        itinerant=info.itinerant,
        places=tuple(
            PlaceFacts(
                kind=place.kind,
                name=place.name,
                lines=tuple(place.address_lines),
                city=place.city,
                country=place.country,
                latitude=place.latitude,
                longitude=place.longitude,
                step_free=place.step_free,
                hearing_loop=place.hearing_loop,
                sign_language=place.sign_language,
            )
            for place in info.places.all()
        ),
        hours=tuple(Opening(hour.weekday, hour.opens, hour.closes) for hour in info.hours.all()),
        closures=tuple((closure.starts, closure.ends, closure.reason) for closure in closures),
        demonstration=bool(original and original.live and original.demonstration),
    )


def current_notices(row: SiteRow, cite: Cite | None) -> tuple[Notice, ...]:
    """Notices that are shown now or will be within the hour a frame lives."""
    if cite is None:
        return ()
    now = timezone.now()
    rows = UrgentNotice.objects.filter(cite=cite, ends_at__gt=now, starts_at__lt=now + datetime.timedelta(hours=2))
    return tuple(Notice(row.language, row.text, row.starts_at, row.ends_at) for row in rows)


def neighbours_of(row: SiteRow, cite: Cite | None) -> tuple[CiteFace, ...]:
    """The Cités to which the streets of this one's emblem lead, nearest first."""
    if cite is None:
        return ()
    streets = {street.name: street.km for street in streets_of(cite=cite)}
    cites = {other.slug: other for other in Cite.objects.filter(slug__in=streets)}
    return tuple(face_of(cites[slug], km=km) for slug, km in streets.items() if slug in cites)


def cites_of_network(row: SiteRow, cite: Cite | None) -> tuple[CiteFace, ...]:
    """Every public Cité, for the hub's map and figures."""
    if cite is not None:
        return ()
    return tuple(face_of(other) for other in Cite.objects.filter(kind=CiteKind.CITE))


def opening_of(facts: PracticalFacts, day: datetime.date) -> dict[str, Any]:
    """The hours of one date: its openings, and the closure that overrules them if there is one."""
    closure = next((closure for closure in facts.closures if closure[0] <= day <= closure[1]), None)
    openings = [] if closure else [hour for hour in facts.hours if hour.weekday == day.isoweekday()]
    return {"openings": openings, "closure": closure}
