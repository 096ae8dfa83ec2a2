"""`/initiatives/`: the network's initiatives as data, searched, counted and completed."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import translation
from ninja import Query, Router
from ninja.errors import ValidationError

from portal.tenancy.middleware import interface_language, origin
from portal.tenancy.selectors import hosts
from search.engines.contract import BadCursorError, Cursor, Near, SearchRequest
from search.enums import FACETS, Order
from search.models import NONE
from search.places import PlaceFound
from search.schemas import (
    CiteRefSchema,
    FacetValueSchema,
    HelpSchema,
    InitiativeDetailSchema,
    InitiativeFilters,
    InitiativeListSchema,
    InitiativeSchema,
    MarkedSchema,
    NearSchema,
    SuggestFilters,
    SuggestionListSchema,
    SuggestionSchema,
    TextSchema,
    WaySchema,
    WordsSchema,
)
from search.selectors.cards import Card, Words, cards_of, document_with_words
from search.selectors.completions import completions
from search.selectors.labels import Labels
from search.selectors.ladder import Answer, answer
from search.selectors.related import numbers_of
from search.selectors.towns import place_asked

router = Router(tags=["initiatives"])


@router.get("/", response=InitiativeListSchema, operation_id="initiatives_list", summary="Search initiatives")
def list_initiatives(request: HttpRequest, filters: Query[InitiativeFilters]) -> InitiativeListSchema:
    """The network's accepted initiatives, with facets that ignore their own filter. Four queries at most where
    something is found at once."""
    language = filters.language[0] if filters.language and filters.language[0] != NONE else ""
    place = place_asked(filters.near, cite_id=_cite_of(filters.site))
    asked = _request(filters, language, place)
    try:
        found = answer(asked, exact=filters.exact)
    except BadCursorError as error:
        problem = {"type": "bad_cursor", "loc": ["query", "cursor"], "msg": "The cursor is of another order or engine."}
        raise ValidationError([problem]) from error
    labels = Labels.of_network(language or settings.LANGUAGE_CODE)
    cards = cards_of(
        [hit.id for hit in found.response.hits],
        language=language,
        text=found.shown,
        near=asked.near,
    )
    with translation.override(interface_language(language or settings.LANGUAGE_CODE)):
        facets = {
            spec.name: [
                FacetValueSchema(
                    value=row.value, label=labels.label(spec.name, row.value), count=row.count, selected=row.selected
                )
                for row in labels.ordered(spec.name, found.response.facet(spec.name).values)
                if row.count or row.selected or spec.closed
            ]
            for spec in FACETS
        }
    cursor = found.response.cursor
    return InitiativeListSchema(
        count=found.response.total,
        items=[_item(request, card, labels, is_marked=bool(found.shown)) for card in cards],
        facets=facets,
        step=found.step.value,
        shown=found.shown,
        meant=found.meant,
        help=_help(found),
        degraded=found.response.degraded,
        two_stages=found.response.two_stages,
        cursor=str(cursor) if cursor else None,
        near=_near(place),
    )


@router.get("/suggest/", response=SuggestionListSchema, operation_id="initiatives_suggest", summary="Complete a title")
def suggest_initiatives(request: HttpRequest, filters: Query[SuggestFilters]) -> SuggestionListSchema:
    """Initiatives whose titles have words that begin like those typed, or nearly; from two letters on. With a Cité's
    `site` those that it lists itself, accepted by the network or not."""
    cite_id = _cite_of(filters.site)
    numbers = completions(filters.search, language=filters.language, cite_id=cite_id, limit=filters.limit)
    labels = Labels.of_network(filters.language)
    cards = cards_of(numbers, language=filters.language, cite_id=cite_id)
    items = [
        SuggestionSchema(
            uid=card.uid,
            title=card.title,
            language=card.language,
            url=_url(request, card.cite_id, card.path),
            cite=card.cite_slug,
            cite_name=face.short_name if (face := labels.face(card.cite_slug)) else card.cite_slug,
        )
        for card in cards
    ]
    return SuggestionListSchema(count=len(items), items=items)


@router.get("/{uuid:uid}/", response=InitiativeDetailSchema, operation_id="initiatives_detail", summary="An initiative")
def initiative_detail(request: HttpRequest, uid: uuid.UUID) -> InitiativeDetailSchema:
    """One initiative the network shows, in all its languages."""
    found = document_with_words(uid)
    if found is None:
        raise Http404("The network shows no such initiative.")
    document, every = found
    facts = document.facts
    return InitiativeDetailSchema(
        uid=document.uid,
        cite=_cite(request, document.cite_slug, Labels.of_network(document.languages[0])),
        country=document.country,
        start_year=document.start_year,
        end_year=document.end_year,
        stage=document.stage,
        poles=document.poles,
        audiences=document.audiences,
        modes=document.modes,
        place=facts["place"],
        latitude=document.latitude,
        longitude=document.longitude,
        partners=facts["partners"],
        partner_cites=facts["partner_cites"],
        inspired_by=document.inspired_by,
        **numbers_of(uid),
        source=facts["source"],
        source_url=facts["source_url"],
        original_language=document.languages[0],
        translations=[
            TextSchema(text=document.texts[words.language]["body"], **_words(request, document.cite_id, words))
            for words in every
        ],
    )


def _near(place: PlaceFound | None) -> NearSchema | None:
    if place is None:
        return None
    return NearSchema(
        name=place.towns[0].name if place.towns else place.name,
        country=place.country,
        latitude=place.latitude,
        longitude=place.longitude,
        others=[place.asked(town) for town in place.others],
    )


def _request(filters: InitiativeFilters, language: str, place: PlaceFound | None) -> SearchRequest:
    near = Near(place.latitude, place.longitude, radius_km=filters.radius) if place else None
    default = Order.DISTANCE if near and not filters.search else Order.RELEVANCE
    return SearchRequest(
        text=filters.search,
        language=language,
        cite_id=_cite_of(filters.site),
        accepted_only=True,
        filters={spec.name: tuple(getattr(filters, spec.name)) for spec in FACETS},
        year_from=filters.year_from,
        year_to=filters.year_to,
        near=near,
        order=Order(filters.order) if filters.order else default,
        limit=filters.limit,
        offset=0 if filters.cursor else filters.offset,
        after=Cursor.parse(filters.cursor) if filters.cursor else None,
    )


def _cite_of(site: str | None) -> int | None:
    """The Cité of a host; None for the hub's. That there is such a host has been checked for all operations."""
    row = hosts.table().sites.get(site.partition(":")[0]) if site else None
    return row.cite_id if row else None


def _item(request: HttpRequest, card: Card, labels: Labels, *, is_marked: bool) -> InitiativeSchema:
    here = origin(request, request.site_row.hostname)  # type: ignore[attr-defined]  # bound by the gate
    return InitiativeSchema(
        uid=card.uid,
        cite=_cite(request, card.cite_slug, labels),
        country=card.country,
        start_year=card.first_year,
        end_year=card.last_year,
        stage=card.stage,
        poles=list(card.poles),
        audiences=list(card.audiences),
        modes=list(card.modes),
        latitude=card.latitude,
        longitude=card.longitude,
        distance_km=None if card.km is None else round(card.km, 1),
        words=WordsSchema(**_words(request, card.cite_id, card.shown)),
        translations=[WordsSchema(**_words(request, card.cite_id, words)) for words in card.every],
        marked=MarkedSchema(title=card.title_html, text=card.text_html) if is_marked else None,
        detail_url=f"{here}/api/v3/initiatives/{card.uid}/",
    )


def _cite(request: HttpRequest, slug: str, labels: Labels) -> CiteRefSchema:
    face = labels.face(slug)
    here = origin(request, request.site_row.hostname)  # type: ignore[attr-defined]  # bound by the gate
    return CiteRefSchema(
        slug=slug,
        name=face.name if face else slug,
        short_name=face.short_name if face else slug,
        detail_url=f"{here}/api/v3/cites/{slug}/",
    )


def _words(request: HttpRequest, cite_id: int, words: Words) -> dict[str, Any]:
    return {
        "language": words.language,
        "title": words.title,
        "teaser": words.teaser,
        "url": _url(request, cite_id, words.path),
        "page_id": words.page_id,
        "demonstration": words.demonstration,
    }


def _url(request: HttpRequest, cite_id: int, path: str) -> str:
    row = hosts.table().by_cite(cite_id)
    return origin(request, row.hostname) + path if row else ""


def _help(found: Answer) -> HelpSchema | None:
    if found.response.total:
        return None
    return HelpSchema(
        drop=[WaySchema(parameter=drop.name, count=drop.total) for drop in found.help.drop],
        languages=dict(found.help.languages),
        poles=dict(found.help.themes),
    )
