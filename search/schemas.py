"""What the API of initiatives takes and answers.

Answers are plain models of pydantic: ninja's own `Schema` reads the attributes of database rows, and for that looks
at every value of an answer once more, which takes a fifth of a search.
"""

from __future__ import annotations

import uuid
from functools import partial
from typing import Annotated, Literal

from django.conf import settings
from ninja import Schema
from pydantic import AfterValidator, BaseModel, Field, ValidationInfo, field_validator

from cities.countries import known_country
from portal.headless.written import Written
from search.engines.contract import LAST_OFFSET, BadCursorError, Cursor
from search.enums import MAX_TEXT, Order
from search.facets import is_known
from search.models import NONE
from search.params import FIRST_YEAR, LAST_YEAR
from search.places import find_place
from search.selectors.labels import Labels


def _language(code: str) -> str:
    if code != NONE and code not in dict(settings.LANGUAGES):
        raise ValueError(f"“{code}” is not a language of the portal")
    return code


def _country(code: str) -> str:
    return code if code == NONE else known_country(code)


def _term(facet: str, slug: str) -> str:
    """A value of a vocabulary that the hub's frame holds: no query."""
    if not is_known(facet, slug, Labels.of_network(settings.LANGUAGE_CODE).frame):
        raise ValueError(f"“{slug}” is not a value of {facet}; the answers without it list them in their facets")
    return slug


def _place(text: str) -> str:
    if text and find_place(text) is None:
        raise ValueError(f"no place is known as “{text}”; give a town of the network's countries, or “45.75,4.85”")
    return text


def _cursor(text: str) -> str:
    try:
        Cursor.parse(text)
    except BadCursorError as error:
        raise ValueError("this is no cursor of ours") from error
    return text


LanguageCode = Annotated[str, AfterValidator(_language)]
Country = Annotated[
    str, Written(r"^([A-Z]{2}|none)$", "a country's code of two capital letters, or none"), AfterValidator(_country)
]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
YearOrNone = Annotated[str, Written(r"^((19|20)\d{2}|2100|none)$", f"a year from {FIRST_YEAR} to {LAST_YEAR}, or none")]
Slug = Annotated[str, Written(r"^[\w-]{1,80}$", "a short name: letters, digits and hyphens, at most 80")]
CiteSlug = Annotated[Slug, AfterValidator(partial(_term, "cite"))]
PoleSlug = Annotated[Slug, AfterValidator(partial(_term, "pole"))]
AudienceSlug = Annotated[Slug, AfterValidator(partial(_term, "audience"))]
# Those of the enumerations, written out: types can't be made of them. A test compares.
StageValue = Literal["idea", "experiment", "running", "evaluated", "ended", "none"]
ModeValue = Literal["on_site", "itinerant", "online", "none"]
OrderValue = Literal["relevance", "recent", "year", "title", "distance"]


class InitiativeFilters(Schema):
    """Values of one parameter are joined by OR, parameters by AND; `none` finds what isn't stated."""

    search: str = Field(default="", max_length=MAX_TEXT, description="Words, in any language of the portal.")
    exact: bool = Field(default=False, description="Don't correct the spelling.")
    cite: list[CiteSlug] = Field(default_factory=list)
    country: list[Country] = Field(default_factory=list)
    pole: list[PoleSlug] = Field(default_factory=list)
    audience: list[AudienceSlug] = Field(default_factory=list)
    mode: list[ModeValue] = Field(default_factory=list)
    year: list[YearOrNone] = Field(default_factory=list)
    language: list[LanguageCode] = Field(
        default_factory=list, description="Published in it; words are in the first one given, else as written."
    )
    stage: list[StageValue] = Field(default_factory=list)
    year_from: Year | None = None
    year_to: Year | None = None
    near: Annotated[str, Field(max_length=80), AfterValidator(_place)] = Field(
        default="",
        description="A town, “Saint-Denis, FR” for that of a country, or latitude and longitude: “45.75,4.85”.",
    )
    radius: float = Field(default=50, gt=0, le=20_000, description="Kilometres around `near`.")
    order: OrderValue | None = None
    site: str | None = Field(
        default=None, description="Host name: what the network shows of that site's Cité; all of it for the hub's."
    )
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=LAST_OFFSET, description="Go on with `cursor` beyond.")
    cursor: Annotated[str, AfterValidator(_cursor)] | None = Field(
        default=None, description="Of the answer before; the other parameters must be the same."
    )

    @field_validator("year_to")
    @classmethod
    def _years_in_order(cls, last: int | None, info: ValidationInfo) -> int | None:
        first = info.data.get("year_from")
        if first is not None and last is not None and last < first:
            raise ValueError(f"comes before year_from, which is {first}")
        return last

    @field_validator("radius", "order")
    @classmethod
    def _of_a_place(cls, value: float | str | None, info: ValidationInfo) -> float | str | None:
        if not info.data.get("near", True) and (info.field_name == "radius" or value == Order.DISTANCE):
            raise ValueError("says something together with near only")
        return value

    @field_validator("cursor")
    @classmethod
    def _in_one_way(cls, cursor: str | None, info: ValidationInfo) -> str | None:
        if cursor and info.data.get("offset"):
            raise ValueError("goes on by itself: leave offset out")
        return cursor


class CiteRefSchema(BaseModel):
    """The Cité an initiative is of."""

    slug: str
    name: str
    short_name: str
    detail_url: str


class WordsSchema(BaseModel):
    """An initiative in one language."""

    language: str
    title: str
    teaser: str
    url: str
    page_id: int
    demonstration: bool


class MarkedSchema(BaseModel):
    """Escaped HTML with `<mark>` around the words asked for."""

    title: str
    text: str


class FactsSchema(BaseModel):
    """What a list and a detail say alike. Years may be missing; coordinates are WGS 84 degrees."""

    uid: uuid.UUID
    cite: CiteRefSchema
    country: str
    start_year: int | None
    end_year: int | None
    stage: str
    poles: list[str]
    audiences: list[str]
    modes: list[str]
    latitude: float | None
    longitude: float | None


class InitiativeSchema(FactsSchema):
    """An initiative. `words` is the language chosen, `translations` all of them, the original's first."""

    distance_km: float | None = None
    words: WordsSchema
    translations: list[WordsSchema]
    marked: MarkedSchema | None = None
    detail_url: str


class FacetValueSchema(BaseModel):
    """A value, its name, and how many initiatives it would leave or add."""

    value: str
    label: str
    count: int
    selected: bool


class WaySchema(BaseModel):
    """A parameter that could go, and how many initiatives would be found then."""

    parameter: str
    count: int


class HelpSchema(BaseModel):
    """What to try where nothing was found."""

    drop: list[WaySchema]
    languages: dict[str, int]
    poles: dict[str, int]


class NearSchema(BaseModel):
    """The point that `near` was taken for; `country` is a town's. `others` ask for the other towns of the name."""

    name: str
    country: str
    latitude: float
    longitude: float
    others: list[str]


class InitiativeListSchema(BaseModel):
    """A page of the result. `step` says how it was found: all words, corrected (`shown`), some of the words, or
    nothing (`help`); `meant` is a spelling that would find more."""

    count: int
    items: list[InitiativeSchema]
    facets: dict[str, list[FacetValueSchema]]
    step: str
    shown: str
    meant: str
    help: HelpSchema | None
    degraded: bool
    two_stages: bool
    cursor: str | None
    near: NearSchema | None


class PartnerSchema(BaseModel):
    """An organisation that takes part."""

    name: str
    url: str


class TextSchema(WordsSchema):
    """With the whole text, without its form."""

    text: str


class InitiativeDetailSchema(FactsSchema):
    """Everything public about an initiative: of `adoptions` and `evaluations`, how many other Cités use and evaluated
    it. What they wrote, and contacts, are for members and in no answer."""

    place: str
    partners: list[PartnerSchema]
    partner_cites: list[str]
    inspired_by: uuid.UUID | None
    adoptions: int
    evaluations: int
    source: str
    source_url: str
    original_language: str
    translations: list[TextSchema]


class SuggestFilters(Schema):
    """What was typed so far."""

    search: str = Field(max_length=100)
    language: LanguageCode = "fr"
    site: str | None = None
    limit: int = Field(default=8, ge=1, le=20)


class SuggestionSchema(BaseModel):
    """A title that begins like what was typed."""

    uid: uuid.UUID
    title: str
    language: str
    url: str
    cite: str
    cite_name: str


class SuggestionListSchema(BaseModel):
    """Best first."""

    count: int
    items: list[SuggestionSchema]
