"""What the frame of a site carries for this app: signs, places and hours, notices, neighbours, the network's Cités."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cities.enums import PlaceKind
from cities.models import Closure, PracticalInfo, PracticalPage, ServicePage, UrgentNotice
from cities.models.places import PlaceFields
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
    street: str
    lines: tuple[str, ...]
    city: str
    country: str
    latitude: float | None
    longitude: float | None
    step_free: bool | None
    hearing_loop: bool | None
    sign_language: bool | None

    @property
    def kind_label(self) -> str:
        """What the place is to its Cité."""
        return str(PlaceKind(self.kind).label)

    @property
    def access_known(self) -> bool:
        """Whether anything about its accessibility was stated, good or bad."""
        return {self.step_free, self.hearing_loop, self.sign_language} != {None}


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening: ISO weekday and wall times of the Cité."""

    weekday: int
    opens: datetime.time
    closes: datetime.time


@dataclass(frozen=True, slots=True)
class PracticalFacts:
    """Places, hours and contact of a Cité, as published; `lines` are the words under the hours, by language."""

    phone: str
    email: str
    itinerant: bool
    places: tuple[PlaceFacts, ...]
    hours: tuple[Opening, ...]
    closures: tuple[tuple[datetime.date, datetime.date, str], ...]
    lines: dict[str, str]
    demonstration: bool

    @property
    def others(self) -> tuple[PlaceFacts, ...]:
        """Secondary sites and associated centres."""
        return tuple(place for place in self.places if place.kind != PlaceKind.MAIN)

    @property
    def main(self) -> PlaceFacts | None:
        """The main site."""
        return next((place for place in self.places if place.kind == PlaceKind.MAIN), None)


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
    """Places, hours and contact of a Cité, with the line under its hours in each language."""
    if cite is None:
        return None
    today = timezone.localdate()
    closures = Closure.objects.filter(cite=cite, ends__gte=today, starts__lte=today + LOOK_AHEAD)
    pages = PracticalPage.objects.filter(path__startswith=row.container["path"]).live().public()
    info = PracticalInfo.objects.filter(cite=cite).prefetch_related("places", "hours").first()
    return facts_of(
        info,
        closures=tuple((closure.starts, closure.ends, closure.reason) for closure in closures),
        lines=dict(pages.values_list("locale__language_code", "without_appointment")),
        demonstration=bool(info and info.is_demonstration),
    )


def facts_of(
    source: Any,
    *,
    closures: tuple[tuple[datetime.date, datetime.date, str], ...],
    lines: dict[str, str],
    demonstration: bool,
) -> PracticalFacts:
    """The facts of a row or, in a preview, of the page that edits them; `source` may be None."""
    if source is None:
        return PracticalFacts("", "", False, (), (), closures, lines, demonstration)
    return PracticalFacts(
        phone=source.phone,
        email=source.email,
        itinerant=source.itinerant,
        places=tuple(_place(place) for place in source.places.all()),
        hours=tuple(
            Opening(hour.weekday, hour.opens, hour.closes)
            for hour in sorted(source.hours.all(), key=lambda hour: (hour.weekday, hour.opens))
        ),
        closures=closures,
        lines=lines,
        demonstration=demonstration,
    )


def _place(place: PlaceFields) -> PlaceFacts:
    return PlaceFacts(
        kind=place.kind,
        name=place.name,
        street=place.street,
        lines=tuple(place.address_lines),
        city=place.city,
        country=place.country,
        latitude=place.latitude,
        longitude=place.longitude,
        step_free=place.step_free,
        hearing_loop=place.hearing_loop,
        sign_language=place.sign_language,
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


def closure_on(facts: PracticalFacts, day: datetime.date) -> str:
    """The reason of the closure that overrules the hours of a date; empty where there is none."""
    return next((reason for starts, ends, reason in facts.closures if starts <= day <= ends), "")
