"""What the engines of SQLite and PostgreSQL share: everything but finding and ranking words.

Both keep the same terms of the same analyser, so totals and facets are equal. Their index is written in the
transaction of the publication.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db import transaction

from search.analysis import fold, normalise, terms_of, tokens
from search.analysis.rules import ARTICLES
from search.engines.columns import Array, Columns, ColumnStore
from search.engines.contract import (
    BadCursorError,
    Cursor,
    Facet,
    FacetValue,
    Health,
    Hit,
    Progress,
    SearchRequest,
    SearchResponse,
)
from search.engines.query import Query, parse, stored
from search.enums import FACETS, Match, Order
from search.models import SearchDocument

WEIGHTS = {"title": 10.0, "teaser": 4.0, "labels": 2.0, "body": 1.0}
OWN_LANGUAGE = 1.25
# Above so many hits only those in titles are ranked by their words; the others follow, newest first.
TWO_STAGES_ABOVE = 20_000
CHUNK = 500
SIMILAR_TERMS = 20
SIMILAR_POLE = 0.35
SIMILAR_LANGUAGE = 0.15


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents that hold the words, with their scores (zeros where nobody asked for them)."""

    ids: Array
    scores: Array
    two_stages: bool = False


NOBODY = Matches(np.zeros(0, np.int64), np.zeros(0, np.float64))


class DatabaseEngine(ABC):
    """Words in the database's own full-text index; filters, facets and orders in columns of the process."""

    name = "database"

    def __init__(self) -> None:
        self.columns = ColumnStore()

    @abstractmethod
    def find(self, query: Query, match: Match, *, ranked: bool, large: bool) -> Matches:
        """The documents that hold the words. `large`: there may be more hits than can be ranked in one stage."""

    @abstractmethod
    def find_any(self, terms: Sequence[str]) -> Matches:
        """The documents that hold any of these stored terms, ranked."""

    @abstractmethod
    def find_names(self, beginnings: Sequence[str], *, limit: int) -> list[int]:
        """Documents whose titles have words with all these beginnings."""

    @abstractmethod
    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many documents each of these stored terms is; those of unknown frequency are left out."""

    @abstractmethod
    def write(self, rows: Sequence[tuple[int, dict[str, list[str]], list[str]]]) -> None:
        """Put terms by field, and the words of titles, in the index under each number."""

    @abstractmethod
    def remove(self, ids: Sequence[int]) -> None:
        """Take numbers out of the index."""

    @abstractmethod
    def clear(self) -> None:
        """Empty the index."""

    @abstractmethod
    def indexed(self) -> int:
        """How many documents the index holds."""

    @abstractmethod
    def held(self) -> set[int]:
        """Their numbers."""

    @abstractmethod
    def optimise(self) -> None:
        """Settle the index after a rebuild."""

    def search(self, request: SearchRequest) -> SearchResponse:
        columns = self.columns.current()
        return self._search(request, columns, self._matches(request, columns))

    def totals(self, requests: Sequence[SearchRequest]) -> list[int]:
        columns = self.columns.current()
        found: dict[tuple[str, Match], Matches | None] = {}
        totals = []
        for request in requests:
            key = (request.text, request.match)
            if key not in found:
                found[key] = self._matches(replace(request, order=Order.TITLE), columns)
            mask, passing = _masks(request, columns, found[key])
            totals.append(int(np.count_nonzero(_all(mask, passing.values()))))
        return totals

    def suggest(self, text: str, *, language: str, cite_id: int | None = None, limit: int = 8) -> list[int]:
        typed = [
            fold(token.text)
            for token in tokens(normalise(text)[:100], language)
            if fold(token.text) not in ARTICLES.get(language, "").split("|")
        ]
        if not typed or len(typed[-1]) < 2:
            return []
        columns = self.columns.current()
        found = np.array(self.find_names(typed[:8], limit=2000), np.int64)
        rows, known = columns.rows_of(found)
        rows = rows[known & self._scope(columns, cite_id)[rows]]
        speaks = columns.facets["language"].holds([language], len(columns))[rows]
        order = np.lexsort((columns.ids[rows], -columns.published[rows], ~speaks))
        return [int(number) for number in columns.ids[rows[order[:limit]]]]

    def similar(self, document: SearchDocument, *, language: str, limit: int = 3) -> list[int]:
        columns = self.columns.current()
        terms = self._telling_terms(document, total=len(columns))
        matches = self.find_any(terms) if terms else NOBODY
        score = np.zeros(len(columns))
        rows, known = columns.rows_of(matches.ids)
        if len(matches.scores):
            score[rows[known]] = matches.scores[known] / max(float(matches.scores.max()), 1e-9)
        score += SIMILAR_POLE * columns.facets["pole"].holds(document.poles, len(columns))
        speaks = columns.facets["language"].holds([language], len(columns))
        allowed = self._scope(columns, None) & (columns.ids != document.pk) & (score > 0)
        score += SIMILAR_LANGUAGE * speaks
        found = np.flatnonzero(allowed)
        order = np.lexsort((columns.ids[found], -score[found]))
        return [int(number) for number in columns.ids[found[order[:limit]]]]

    def upsert(self, documents: Sequence[SearchDocument]) -> None:
        self.remove([document.pk for document in documents])
        self.write([(document.pk, _terms(document), _names(document)) for document in documents if document.visible])

    def delete(self, documents: Sequence[SearchDocument]) -> None:
        self.remove([document.pk for document in documents])

    @transaction.atomic
    def rebuild(self, documents: Iterable[SearchDocument], *, total: int, progress: Progress) -> None:
        """In one transaction: readers go on with the old index until it is done."""
        self.clear()
        batch: list[SearchDocument] = []
        done = 0
        for document in documents:
            batch.append(document)
            if len(batch) == CHUNK:
                self.upsert(batch)
                done += len(batch)
                progress(done, total)
                batch = []
        self.upsert(batch)
        progress(done + len(batch), total)

    def health(self) -> Health:
        return Health(self.name, ok=True, documents=self.indexed())

    def _matches(self, request: SearchRequest, columns: Columns) -> Matches | None:
        """None where no words were asked for."""
        if not request.text.strip():
            return None
        query = parse(request.text)
        if not query:
            return NOBODY
        ranked = request.order == Order.RELEVANCE and request.limit > 0
        return self.find(query, request.match, ranked=ranked, large=len(columns) > TWO_STAGES_ABOVE)

    def _search(self, request: SearchRequest, columns: Columns, matches: Matches | None) -> SearchResponse:
        mask, passing = _masks(request, columns, matches)
        every = _all(mask, passing.values())
        total = int(np.count_nonzero(every))
        facets = _facets(request, columns, mask, passing, every) if request.with_facets else ()
        scores = _scores(request, columns, matches)
        hits, cursor = _page(request, columns, np.flatnonzero(every), scores, engine=self.name)
        return SearchResponse(
            total=total,
            hits=hits,
            facets=facets,
            engine=self.name,
            two_stages=bool(matches and matches.two_stages),
            cursor=cursor,
        )

    @staticmethod
    def _scope(columns: Columns, cite_id: int | None) -> Array:
        return columns.visible & (columns.accepted if cite_id is None else columns.cites == cite_id)

    def _telling_terms(self, document: SearchDocument, *, total: int) -> list[str]:
        """The terms that tell a document from others: frequent in it, rare elsewhere."""
        weights: Counter[str] = Counter()
        for field, terms in _terms(document).items():
            # Labels would only find the Cité's other ones.
            for term in terms if field != "labels" else ():
                weights[term] += WEIGHTS[field]  # type: ignore[assignment]  # counters may count by halves
        known = self.frequencies(list(weights))
        telling = {
            term: weight * np.log((total + 1) / known.get(term, 1))
            for term, weight in weights.items()
            if 1 < known.get(term, 2) <= max(0.2 * total, 3)
        }
        return sorted(telling, key=lambda term: (-telling[term], term))[:SIMILAR_TERMS]


def _terms(document: SearchDocument) -> dict[str, list[str]]:
    """The terms of a document by field, all its languages together."""
    found: dict[str, list[str]] = {field: [] for field in WEIGHTS}
    for code in document.languages:
        card, texts = document.cards[code], document.texts[code]
        parts = {"title": card["title"], "teaser": card["teaser"], "labels": texts["labels"], "body": texts["body"]}
        for field, text in parts.items():
            found[field] += [stored(code, term) for term in terms_of(text, code)]
    return found


def _names(document: SearchDocument) -> list[str]:
    """The folded words of the titles, for what is typed half."""
    return [
        fold(token.text).replace("'", "").replace("’", "")
        for code in document.languages
        for token in tokens(normalise(document.cards[code]["title"]), code)
    ]


def _all(mask: Array, others: Iterable[Array]) -> Array:
    for other in others:
        mask = mask & other
    return mask


def _masks(request: SearchRequest, columns: Columns, matches: Matches | None) -> tuple[Array, dict[str, Array]]:
    """Which documents pass what always applies, and which pass each facet that is filtered by."""
    mask = DatabaseEngine._scope(columns, request.cite_id)
    if request.accepted_only:
        mask &= columns.accepted
    if matches is not None:
        rows, known = columns.rows_of(matches.ids)
        found = np.zeros(len(columns), bool)
        found[rows[known]] = True
        mask &= found
    if request.year_from is not None or request.year_to is not None:
        mask &= columns.last_years >= max(request.year_from or 1, 1)
        mask &= columns.first_years <= (request.year_to or np.iinfo(np.int16).max)
    if request.near and request.near.radius_km is not None:
        mask &= columns.distances(request.near.latitude, request.near.longitude) <= request.near.radius_km
    passing = {name: columns.facets[name].holds(values, len(columns)) for name, values in request.chosen().items()}
    return mask, passing


def _facets(
    request: SearchRequest, columns: Columns, mask: Array, passing: dict[str, Array], every: Array
) -> tuple[Facet, ...]:
    """Each facet counted as if it weren't filtered by."""
    chosen = request.chosen()
    facets = []
    for spec in FACETS:
        selected = chosen.get(spec.name, ())
        seen = _all(mask, (other for name, other in passing.items() if name != spec.name)) if selected else every
        counts = columns.facets[spec.name].counts(seen)
        for value in selected:
            counts.setdefault(value, 0)
        values = tuple(FacetValue(value, count, value in selected) for value, count in counts.items())
        facets.append(Facet(spec.name, values))
    return tuple(facets)


def _scores(request: SearchRequest, columns: Columns, matches: Matches | None) -> Array:
    """The score of every document: of its words, a little more where it speaks the reader's language."""
    scores = np.zeros(len(columns))
    if matches is not None and len(matches.ids):
        rows, known = columns.rows_of(matches.ids)
        scores[rows[known]] = matches.scores[known]
        speaks = columns.facets["language"].holds([request.language], len(columns))
        scores[speaks] *= OWN_LANGUAGE
    return scores


def _page(
    request: SearchRequest, columns: Columns, rows: Array, scores: Array, *, engine: str
) -> tuple[tuple[Hit, ...], Cursor | None]:
    """The hits from `offset` or after the cursor, and the cursor that goes on from the last."""
    keys = _keys(request, columns, scores)[rows]
    if request.after is not None:
        request.after.check(engine=engine, order=request.order)
        rows, keys = _later(request.after, columns, rows, keys)
    end = request.offset + request.limit
    more = end < len(rows)
    if 0 < end < len(rows) // 4 and keys.dtype.kind == "f":
        # Sort only what can be on the page; what equals the last place must be looked at too.
        candidates = keys <= np.partition(keys, end - 1)[end - 1]
        rows, keys = rows[candidates], keys[candidates]
    order = np.lexsort((columns.ids[rows], keys))[request.offset : end]
    hits = tuple(Hit(id=int(columns.ids[row]), score=float(scores[row])) for row in rows[order])
    cursor = Cursor(engine, request.order, keys[order[-1]].item(), hits[-1].id) if hits and more else None
    return hits, cursor


def _later(after: Cursor, columns: Columns, rows: Array, keys: Array) -> tuple[Array, Array]:
    if isinstance(after.key, str) != (keys.dtype.kind == "U"):
        raise BadCursorError(str(after))
    later = (keys > after.key) | ((keys == after.key) & (columns.ids[rows] > after.id))
    return rows[later], keys[later]


def _keys(request: SearchRequest, columns: Columns, scores: Array) -> Array:
    """What is sorted by, ascending."""
    newest = -columns.published
    if request.order == Order.YEAR:
        return -columns.first_years.astype(np.float64)
    if request.order == Order.TITLE:
        return columns.titles
    if request.order == Order.DISTANCE and request.near:
        distances = columns.distances(request.near.latitude, request.near.longitude)
        return np.where(np.isnan(distances), np.inf, distances)
    return -scores if request.order == Order.RELEVANCE and request.text.strip() else newest
