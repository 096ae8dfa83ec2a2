"""`/cites/`: the register of Cités as data."""

from __future__ import annotations

import uuid
from typing import Annotated

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import AfterValidator, BaseModel, Field

from cities.countries import known_country
from cities.selectors.register import cite_of_register, cites_of_register, places_of
from portal.headless.written import Written
from portal.tenancy.middleware import origin
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts

router = Router(tags=["cites"])


def _known_language(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        raise ValueError(f"“{code}” is not a language of the portal")
    return code


CountryCode = Annotated[
    str, Written(r"^[A-Z]{2}$", "a country's code of two capital letters"), AfterValidator(known_country)
]
LanguageCode = Annotated[str, AfterValidator(_known_language)]


class PositionSchema(BaseModel):
    """WGS 84 degrees; often the centre of the town."""

    latitude: float
    longitude: float


class CiteSchema(BaseModel):
    """A Cité as the register knows it. Labels have a history of their own: it isn't a field here."""

    uid: uuid.UUID
    slug: str
    name: str
    name_language: str
    short_name: str
    city: str
    country: str
    timezone: str
    position: PositionSchema | None
    languages: list[str]
    site_url: str | None
    website: str
    detail_url: str


class PlaceSchema(BaseModel):
    """A place of a Cité; associated centres may lie in another country."""

    kind: str
    name: str
    street: str
    postcode: str
    city: str
    country: str
    position: PositionSchema | None


class OpeningSchema(BaseModel):
    """One opening: ISO 8601 weekday, wall times in the Cité's time zone."""

    weekday: int
    opens: str
    closes: str


class CiteDetailSchema(CiteSchema):
    """With places, hours and the sources of the entry; `demonstration`: the hours are invented to show the portal."""

    places: list[PlaceSchema]
    hours: list[OpeningSchema]
    demonstration: bool
    sources: list[str]


class CiteListSchema(BaseModel):
    """A page of the register."""

    count: int
    items: list[CiteSchema]


class CiteFilters(Schema):
    """Several filters are joined by AND."""

    country: CountryCode | None = None
    language: LanguageCode | None = None
    site: str | None = Field(default=None, description="Host name of a Cité's site.")
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0)


@router.get("/", response=CiteListSchema, operation_id="cites_list", summary="List Cités")
def list_cites(request: HttpRequest, filters: Query[CiteFilters]) -> CiteListSchema:
    """Public entries in the register's order: country, then short name."""
    found = [
        cite
        for cite in cites_of_register(country=filters.country or "")
        if _matches(cite, language=filters.language or "", site=filters.site or "")
    ]
    shown = found[filters.offset : filters.offset + filters.limit]
    return CiteListSchema(count=len(found), items=[_cite(request, cite) for cite in shown])


@router.get("/{slug}/", response=CiteDetailSchema, operation_id="cites_detail", summary="Cité detail")
def cite_detail(request: HttpRequest, slug: str) -> CiteDetailSchema:
    """One public entry with its places and hours."""
    cite = cite_of_register(slug=slug)
    if cite is None:
        raise Http404("No Cité has this slug.")
    info = getattr(cite, "practical", None)
    hours = list(info.hours.all()) if info else []
    return CiteDetailSchema(
        **_cite(request, cite).model_dump(),
        places=[
            PlaceSchema(
                kind=place.kind,
                name=place.name,
                street=place.street,
                postcode=place.postcode,
                city=place.city,
                country=place.country,
                position=_position(place.latitude, place.longitude),
            )
            for place in places_of(cite=cite)
        ],
        hours=[
            OpeningSchema(weekday=hour.weekday, opens=f"{hour.opens:%H:%M}", closes=f"{hour.closes:%H:%M}")
            for hour in hours
        ],
        demonstration=bool(info and hours and info.is_demonstration),
        sources=cite.sources,
    )


def _row(cite: Cite) -> hosts.SiteRow | None:
    row = hosts.table().by_cite(cite.pk)
    return None if row is None or row.suspended else row


def _matches(cite: Cite, *, language: str, site: str) -> bool:
    row = _row(cite)
    spoken = row.languages if row else (cite.name_language,)
    return (not language or language in spoken) and (not site or (row is not None and row.hostname == site))


def _position(latitude: float | None, longitude: float | None) -> PositionSchema | None:
    if latitude is None or longitude is None:
        return None
    return PositionSchema(latitude=latitude, longitude=longitude)


def _cite(request: HttpRequest, cite: Cite) -> CiteSchema:
    row = _row(cite)
    here = origin(request, request.site_row.hostname)  # type: ignore[attr-defined]  # bound by the gate
    return CiteSchema(
        uid=cite.uid,
        slug=cite.slug,
        name=cite.name,
        name_language=cite.name_language,
        short_name=cite.short_name,
        city=cite.city,
        country=cite.country,
        timezone=cite.timezone,
        position=_position(cite.latitude, cite.longitude),
        languages=list(row.languages) if row else [cite.name_language],
        site_url=f"{origin(request, row.hostname)}/" if row else None,
        website=cite.website,
        detail_url=f"{here}/api/v3/cites/{cite.slug}/",
    )
