"""Which documents a question selects, in what order, and how the facets count: over columns of the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from search.engines.columns import Array, Columns
from search.engines.contract import BadCursorError, Cursor, Facet, FacetValue, Hit, SearchRequest
from search.enums import FACETS, Order


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents that hold the words, with their scores (zeros where nobody asked for them).

    `rank` scores some of them: where there are many, only what passes the filters is worth it.
    """

    ids: Array
    scores: Array
    two_stages: bool = False
    rank: Callable[[Array], Matches] | None = None


NOBODY = Matches(np.zeros(0, np.int64), np.zeros(0, np.float64))


def best_of(ids: Array, scores: Array) -> Matches:
    """Each document once, with its best score: what is said in two languages isn't twice as good."""
    if np.all(ids[1:] > ids[:-1]):
        return Matches(ids, scores)
    order = np.lexsort((-scores, ids))
    distinct, first = np.unique(ids[order], return_index=True)
    return Matches(distinct, scores[order][first])


def scope(columns: Columns, cite_id: int | None) -> Array:
    """What the network shows, or what a Cité's own site lists."""
    return columns.visible & (columns.accepted if cite_id is None else columns.cites == cite_id)


def all_of(mask: Array, others: Iterable[Array]) -> Array:
    for other in others:
        mask = mask & other
    return mask


def masks(request: SearchRequest, columns: Columns, matches: Matches | None) -> tuple[Array, dict[str, Array]]:
    """Which documents pass what always applies, and which pass each facet that is filtered by."""
    mask = scope(columns, request.cite_id)
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


def count_facets(
    request: SearchRequest, columns: Columns, mask: Array, passing: dict[str, Array], every: Array
) -> tuple[Facet, ...]:
    """Each facet counted as if it weren't filtered by."""
    chosen = request.chosen()
    facets = []
    for spec in FACETS:
        selected = chosen.get(spec.name, ())
        seen = all_of(mask, (other for name, other in passing.items() if name != spec.name)) if selected else every
        counts = columns.facets[spec.name].counts(seen)
        for value in selected:
            counts.setdefault(value, 0)
        values = tuple(FacetValue(value, count, value in selected) for value, count in counts.items())
        facets.append(Facet(spec.name, values))
    return tuple(facets)


def scores_of(columns: Columns, matches: Matches | None) -> Array:
    """The score of every document."""
    scores = np.zeros(len(columns))
    if matches is not None and len(matches.ids):
        rows, known = columns.rows_of(matches.ids)
        scores[rows[known]] = matches.scores[known]
    return scores


def page(
    request: SearchRequest, columns: Columns, rows: Array, scores: Array, *, engine: str
) -> tuple[tuple[Hit, ...], Cursor | None]:
    """The hits from `offset` or after the cursor, and the cursor that goes on from the last."""
    keys = _keys(request, columns, scores)[rows]
    if request.after is not None:
        request.after.check(engine=engine, order=request.order)
        rows, keys = _later(request, request.after, columns, rows, keys)
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


def _later(request: SearchRequest, after: Cursor, columns: Columns, rows: Array, keys: Array) -> tuple[Array, Array]:
    if isinstance(after.key, str) != (keys.dtype.kind == "U"):
        raise BadCursorError(str(after))
    place, ids = after.key, columns.ids[rows]
    if request.order == Order.RELEVANCE and request.text.strip():
        (last,) = np.nonzero(ids == after.id)
        place = after.place_now(float(keys[last[0]]) if len(last) else None)
    later = (keys > place) | ((keys == place) & (ids > after.id))
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
