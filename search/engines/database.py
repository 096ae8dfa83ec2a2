"""What the engines of SQLite and PostgreSQL share: everything but finding and ranking words.

Both keep the same terms of the same analyser, so totals and facets are equal. Their index is written in the
transaction of the publication.
"""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
from django.db import transaction

from search.analysis import fold, normalise, terms_of, tokens
from search.analysis.rules import ARTICLES
from search.engines.columns import Columns, ColumnStore
from search.engines.contract import Health, Progress, SearchRequest, SearchResponse
from search.engines.query import Group, parse, stored
from search.engines.selection import NOBODY, Matches, all_of, count_facets, masks, page, scope, scores_of
from search.enums import Match, Order
from search.models import SearchDocument

WEIGHTS = {"title": 10.0, "teaser": 4.0, "labels": 2.0, "body": 1.0}
# Above so many hits that pass the filters only those in titles are ranked by their words; the others follow, newest
# first.
TWO_STAGES_ABOVE = 20_000
CHUNK = 500
SIMILAR_TERMS = 20
SIMILAR_POLE = 0.35
SIMILAR_LANGUAGE = 0.15


class DatabaseEngine(ABC):
    """Words in the database's own full-text index; filters, facets and orders in columns of the process."""

    name = "database"

    def __init__(self) -> None:
        self.columns = ColumnStore()

    @abstractmethod
    def find(self, groups: Sequence[Group], *, own: str, ranked: bool, large: bool) -> Matches:
        """The documents that hold the words in one of the languages, with the score of the best of them.

        `own` is the reader's language. `large`: there may be more hits than are worth being ranked all.
        """

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

    def newest(self, request: SearchRequest, *, since: datetime.datetime | None = None, limit: int) -> list[int]:
        """The documents a question selects, those first that came into sight last: in the network, or on the Cité's
        own site. With `since` only those that came after.

        Never Elasticsearch's to answer, which may not have heard of the latest yet: what was missed then would be
        taken for seen.
        """
        columns = self.columns.current()
        mask, passing = masks(request, columns, self._matches(replace(request, order=Order.TITLE), columns))
        came = columns.network_since if request.cite_id is None else columns.site_since
        if since is not None:
            mask &= came > since.timestamp()
        found = np.flatnonzero(all_of(mask, passing.values()))
        order = np.lexsort((-columns.ids[found], -came[found]))[:limit]
        return [int(number) for number in columns.ids[found[order]]]

    def totals(self, requests: Sequence[SearchRequest]) -> list[int]:
        columns = self.columns.current()
        found: dict[tuple[str, Match], Matches | None] = {}
        totals = []
        for request in requests:
            key = (request.text, request.match)
            if key not in found:
                found[key] = self._matches(replace(request, order=Order.TITLE), columns)
            mask, passing = masks(request, columns, found[key])
            totals.append(int(np.count_nonzero(all_of(mask, passing.values()))))
        return totals

    def suggest(self, text: str, *, language: str, cite_id: int | None = None, limit: int = 8) -> list[int]:
        articles = ARTICLES.get(language, "").split("|")
        typed = [word for word in _folded_words(text[:100], language) if word not in articles]
        if not typed or len(typed[-1]) < 2:
            return []
        columns = self.columns.current()
        found = np.array(self.find_names(typed[:8], limit=2000), np.int64)
        rows, known = columns.rows_of(found)
        rows = rows[known & scope(columns, cite_id)[rows]]
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
        allowed = scope(columns, None) & (columns.ids != document.pk) & (score > 0)
        score += SIMILAR_LANGUAGE * speaks
        found = np.flatnonzero(allowed)
        order = np.lexsort((columns.ids[found], -score[found]))
        return [int(number) for number in columns.ids[found[order[:limit]]]]

    def upsert(self, documents: Sequence[SearchDocument]) -> None:
        self.remove([document.pk for document in documents])
        self.write([(document.pk, _terms(document), _names(document)) for document in documents if document.visible])

    def delete(self, documents: Sequence[SearchDocument]) -> None:
        self.remove([document.pk for document in documents])

    def rebuild(self, documents: Iterable[SearchDocument], *, total: int, progress: Progress) -> None:
        """Batch by batch, each in a transaction of its own and from the state it finds there: reads and publications
        go on meanwhile. What isn't among the documents goes at the end."""
        seen: set[int] = set()
        iterator = iter(documents)
        while batch := [document.pk for document in islice(iterator, CHUNK)]:
            with transaction.atomic():
                self.upsert(list(SearchDocument.objects.select_for_update().filter(pk__in=batch)))
            seen.update(batch)
            progress(len(seen), max(total, len(seen)))
        with transaction.atomic():
            strays = self.held() - seen
            kept = set(SearchDocument.objects.filter(visible=True, pk__in=strays).values_list("pk", flat=True))
            self.remove(sorted(strays - kept))
        if not seen:
            progress(0, total)

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
        groups = query.groups(request.match)
        return self.find(groups, own=request.language, ranked=ranked, large=len(columns) > TWO_STAGES_ABOVE)

    def _search(self, request: SearchRequest, columns: Columns, matches: Matches | None) -> SearchResponse:
        mask, passing = masks(request, columns, matches)
        every = all_of(mask, passing.values())
        total = int(np.count_nonzero(every))
        facets = count_facets(request, columns, mask, passing, every) if request.with_facets else ()
        if matches is not None and matches.rank is not None:
            matches = matches.rank(columns.ids[every])
        scores = scores_of(columns, matches)
        hits, cursor = page(request, columns, np.flatnonzero(every), scores, engine=self.name)
        return SearchResponse(
            total=total,
            hits=hits,
            facets=facets,
            engine=self.name,
            two_stages=bool(matches and matches.two_stages),
            cursor=cursor,
        )

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
    return [word for code in document.languages for word in _folded_words(document.cards[code]["title"], code)]


def _folded_words(text: str, language: str) -> list[str]:
    """Every word of a text, stop words included, folded."""
    found = (fold(token.text) for token in tokens(normalise(text), language))
    return [word.replace("'", "").replace("’", "") for word in found]
