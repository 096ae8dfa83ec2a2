"""Cards: what a list shows of an initiative, read from the documents with the pages' addresses of now."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from portal.look.emblem import distance_km
from portal.tenancy.selectors import hosts
from search.engines.contract import Near
from search.engines.query import Query, parse
from search.models import SearchDocument
from search.selectors.highlights import excerpt, holds_any, marked

NO_TERMS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Card:
    """An initiative in the language it is shown in: the reader's if it is published, else the original's.

    `title_html` and `text_html` are escaped, the words asked for marked. `path` is the address on the Cité's site.
    """

    id: int
    uid: uuid.UUID
    page_id: int
    cite_id: int
    cite_slug: str
    path: str
    language: str
    languages: tuple[str, ...]
    title: str
    teaser: str
    title_html: SafeString
    text_html: SafeString
    demonstration: bool
    years: str
    first_year: int | None
    stage: str
    country: str
    poles: tuple[str, ...]
    audiences: tuple[str, ...]
    modes: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    accepted: bool
    km: float | None = None


def cards_of(
    ids: Sequence[int], *, language: str, text: str = "", cite_id: int | None = None, near: Near | None = None
) -> list[Card]:
    """The cards of these documents, in this order; one query.

    Those the public may not see (any more) are left out, whatever an index said: without `cite_id` what the network
    doesn't show, with it what isn't that Cité's.
    """
    if not ids:
        return []
    rows: Any = SearchDocument.objects.raw(*_statement(ids, cite_id))  # with a page's columns beside their own
    found: dict[int, tuple[SearchDocument, dict[int, str]]] = {}
    for row in rows:
        found.setdefault(row.pk, (row, {}))[1][row.page_id] = row.page_path
    query = parse(text) if text.strip() else None
    cards = [_card(*found[number], language, query) for number in ids if number in found]
    return [_with_distance(card, near) for card in cards if card is not None]


def _statement(ids: Sequence[int], cite_id: int | None) -> tuple[str, list[int | bool]]:
    marks = ", ".join(["%s"] * len(ids))
    scope, value = ("d.accepted = %s", True) if cite_id is None else ("d.cite_id = %s", cite_id)
    statement = (
        "SELECT d.*, p.id AS page_id, p.url_path AS page_path FROM search_searchdocument d"  # noqa: S608  # marks only
        " JOIN wagtailcore_page p ON p.translation_key = d.uid AND p.alias_of_id IS NULL AND p.live = %s"
        f" WHERE d.id IN ({marks}) AND d.visible = %s AND {scope}"
    )
    return statement, [True, *ids, True, value]


def _card(document: SearchDocument, paths: dict[int, str], language: str, query: Query | None) -> Card | None:
    shown = _language(document, paths, language, query)
    site = hosts.table().by_cite(document.cite_id)
    if shown is None or site is None or site.suspended:
        return None
    words, page_id = document.cards[shown], document.pages[shown]
    terms = frozenset(word.term for word in query.words.get(shown, ())) if query else NO_TERMS
    teaser = words["teaser"]
    if terms and not holds_any(f"{words['title']}\n{teaser}", shown, terms):
        teaser = excerpt(document.texts[shown]["body"], shown, terms) or teaser
    first, last = document.start_year or document.end_year, document.end_year or document.start_year
    return Card(
        id=document.pk,
        uid=document.uid,
        page_id=page_id,
        cite_id=document.cite_id,
        cite_slug=document.cite_slug,
        path=paths[page_id][len(site.container["url_path"]) - 1 :],
        language=shown,
        languages=tuple(document.languages),
        title=words["title"],
        teaser=words["teaser"],
        title_html=marked(words["title"], shown, terms),
        text_html=marked(teaser, shown, terms),
        demonstration=words["demonstration"],
        years=str(first or "") if first == last else f"{first}–{last}",
        first_year=first,
        stage=document.stage,
        country=document.country,
        poles=tuple(document.poles),
        audiences=tuple(document.audiences),
        modes=tuple(document.modes),
        latitude=document.latitude,
        longitude=document.longitude,
        accepted=document.accepted,
    )


def _with_distance(card: Card, near: Near | None) -> Card:
    if near is None or card.latitude is None or card.longitude is None:
        return card
    return replace(card, km=distance_km((near.latitude, near.longitude), (card.latitude, card.longitude)))


def _language(document: SearchDocument, paths: dict[int, str], language: str, query: Query | None) -> str | None:
    """The language to show: the reader's, else the original's; but one that holds the words before one that doesn't."""
    published = [code for code in document.languages if document.pages[code] in paths]
    preferred = sorted(published, key=lambda code: code != language)
    if query and len(preferred) > 1:
        for code in preferred:
            terms = frozenset(word.term for word in query.words.get(code, ()))
            texts = (*document.cards[code].values(), *document.texts[code].values())
            if terms and holds_any("\n".join(text for text in texts if isinstance(text, str)), code, terms):
                return code
    return next(iter(preferred), None)
