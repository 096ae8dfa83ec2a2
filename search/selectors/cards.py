"""Cards: what a list shows of an initiative, read from the documents with the pages' addresses of now."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.utils.safestring import SafeString

from portal.look.emblem import distance_km
from portal.tenancy.selectors import hosts
from search.engines.contract import Near
from search.engines.query import Query, parse
from search.models import SearchDocument
from search.selectors.highlights import excerpt, holds_any, marked

NO_TERMS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one published language. `path` is the address on the Cité's site."""

    language: str
    page_id: int
    path: str
    title: str
    teaser: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An initiative in the language it is shown in: the reader's if it is published, else the original's.

    `title_html` and `text_html` are escaped, the words asked for marked. `every` holds all languages, the original's
    first. `facts` is what its page shows besides (`SearchDocument.facts`). The years are those stated: one that goes on
    has no last year.
    """

    id: int
    uid: uuid.UUID
    cite_id: int
    cite_slug: str
    shown: Words
    every: tuple[Words, ...]
    title_html: SafeString
    text_html: SafeString
    years: str
    first_year: int | None
    last_year: int | None
    stage: str
    country: str
    poles: tuple[str, ...]
    audiences: tuple[str, ...]
    modes: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    accepted: bool
    facts: Mapping[str, Any]
    km: float | None = None
    site_since: datetime.datetime | None = None
    network_since: datetime.datetime | None = None
    written_at: datetime.datetime | None = None

    @property
    def language(self) -> str:
        return self.shown.language

    @property
    def path(self) -> str:
        return self.shown.path

    @property
    def title(self) -> str:
        return self.shown.title

    @property
    def teaser(self) -> str:
        return self.shown.teaser

    @property
    def demonstration(self) -> bool:
        return self.shown.demonstration


def cards_of(
    ids: Sequence[int],
    *,
    language: str,
    text: str = "",
    cite_id: int | None = None,
    near: Near | None = None,
    also: uuid.UUID | None = None,
) -> list[Card]:
    """The cards of these documents, in this order, and of the initiative `also` after them; one query.

    Those the public may not see (any more) are left out, whatever an index said: without `cite_id` what the network
    doesn't show, with it what isn't that Cité's.
    """
    if not ids and also is None:
        return []
    rows: Any = SearchDocument.objects.raw(*_statement(ids, cite_id, also))  # with a page's columns beside their own
    found: dict[int, tuple[SearchDocument, dict[int, str]]] = {}
    for row in rows:
        found.setdefault(row.pk, (row, {}))[1][row.page_id] = row.page_path
    query = parse(text) if text.strip() else None
    order = [*ids, *(number for number in found if number not in ids)]
    cards = [_card(*found[number], language, query) for number in order if number in found]
    return [_with_distance(card, near) for card in cards if card is not None]


def _statement(ids: Sequence[int], cite_id: int | None, also: uuid.UUID | None) -> tuple[str, list[Any]]:
    numbers = ", ".join(["%s"] * len(ids)) or "NULL"
    scope, value = ("d.accepted = %s", True) if cite_id is None else ("d.cite_id = %s", cite_id)
    statement = (
        "SELECT d.*, p.id AS page_id, p.url_path AS page_path FROM search_searchdocument d"  # noqa: S608  # marks only
        " JOIN wagtailcore_page p ON p.translation_key = d.uid AND p.alias_of_id IS NULL AND p.live = %s"
        f" WHERE (d.id IN ({numbers}) OR d.uid = %s) AND d.visible = %s AND {scope}"
    )
    return statement, [True, *ids, _as_stored(also), True, value]


def _as_stored(uid: uuid.UUID | None) -> Any:
    """An identifier as this database keeps it."""
    return SearchDocument._meta.get_field("uid").get_db_prep_value(uid, connection)


def _card(document: SearchDocument, paths: dict[int, str], language: str, query: Query | None) -> Card | None:
    site = hosts.table().by_cite(document.cite_id)
    every = words_of(document, paths, site) if site and not site.suspended else ()
    shown = _shown(document, every, language, query)
    if shown is None:
        return None
    terms = frozenset(word.term for word in query.words.get(shown.language, ())) if query else NO_TERMS
    teaser = shown.teaser
    if terms and not holds_any(f"{shown.title}\n{teaser}", shown.language, terms):
        teaser = excerpt(document.texts[shown.language]["body"], shown.language, terms) or teaser
    first, last = document.start_year or document.end_year, document.end_year or document.start_year
    return Card(
        id=document.pk,
        uid=document.uid,
        cite_id=document.cite_id,
        cite_slug=document.cite_slug,
        shown=shown,
        every=every,
        title_html=marked(shown.title, shown.language, terms),
        text_html=marked(teaser, shown.language, terms),
        years=str(first or "") if first == last else f"{first}–{last}",
        first_year=document.start_year,
        last_year=document.end_year,
        stage=document.stage,
        country=document.country,
        poles=tuple(document.poles),
        audiences=tuple(document.audiences),
        modes=tuple(document.modes),
        latitude=document.latitude,
        longitude=document.longitude,
        accepted=document.accepted,
        facts=document.facts,
        site_since=document.site_since,
        network_since=document.network_since,
        written_at=document.written_at,
    )


def words_of(document: SearchDocument, paths: dict[int, str], site: hosts.SiteRow) -> tuple[Words, ...]:
    """The words in each language whose page is still there."""
    start = len(site.container["url_path"]) - 1
    return tuple(
        Words(code, number, paths[number][start:], card["title"], card["teaser"], card["demonstration"])
        for code in document.languages
        if (number := document.pages[code]) in paths
        for card in (document.cards[code],)
    )


def _with_distance(card: Card, near: Near | None) -> Card:
    if near is None or card.latitude is None or card.longitude is None:
        return card
    return replace(card, km=distance_km((near.latitude, near.longitude), (card.latitude, card.longitude)))


def _shown(document: SearchDocument, every: Sequence[Words], language: str, query: Query | None) -> Words | None:
    """The reader's language, else the original's; but one that holds the words before one that doesn't."""
    preferred = sorted(every, key=lambda words: words.language != language)
    if query and len(preferred) > 1:
        for words in preferred:
            code = words.language
            terms = frozenset(word.term for word in query.words.get(code, ()))
            texts = (words.title, words.teaser, *document.texts[code].values())
            if terms and holds_any("\n".join(texts), code, terms):
                return words
    return next(iter(preferred), None)


def document_with_words(uid: uuid.UUID) -> tuple[SearchDocument, tuple[Words, ...]] | None:
    """An initiative the network shows, with its words in every language; one query."""
    rows: Any = SearchDocument.objects.raw(
        "SELECT d.*, p.id AS page_id, p.url_path AS page_path FROM search_searchdocument d"
        " JOIN wagtailcore_page p ON p.translation_key = d.uid AND p.alias_of_id IS NULL AND p.live = %s"
        " WHERE d.uid = %s AND d.visible = %s AND d.accepted = %s",
        [True, _as_stored(uid), True, True],
    )
    found = list(rows)
    site = hosts.table().by_cite(found[0].cite_id) if found else None
    if site is None or site.suspended:
        return None
    words = words_of(found[0], {row.page_id: row.page_path for row in found}, site)
    return (found[0], words) if words else None
