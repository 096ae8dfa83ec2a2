"""Facet columns in the process: what filters, counts, orders and measures distances over all documents.

numpy arrays, some dozen bytes a document, brought up to date by one query before each search. SQL would need a pass
over the hits for every facet: about ten times the time at 100,000 documents (`docs/search.md`).
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from search.engines.clock import floor_sql
from search.enums import FACETS, FacetSpec
from search.models.document import TITLE_KEY_LENGTH, facet_values, years_of

Array = np.ndarray[Any, np.dtype[Any]]
EARTH_KM = 6371.0087714  # as Lucene measures

# The columns of the table that one document's row consists of, in the order they are read.
FIELDS = (
    "id", "visible", "accepted", "cite_id", "cite_slug", "country", "stage", "start_year", "end_year", "latitude",
    "longitude", "poles", "audiences", "modes", "languages", "title_key", "published_at", "site_since",
    "network_since",
)  # fmt: skip
NO_YEAR = 0
# Arrays that hold one entry a document.
SIMPLE = (
    "ids", "visible", "accepted", "cites", "first_years", "last_years", "latitudes", "longitudes", "published",
    "titles", "site_since", "network_since",
)  # fmt: skip
FROM_THE_BEGINNING = -1


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """A facet as pairs of row and code; `values[code]` is the value. Every document has one pair at least."""

    values: tuple[str, ...]
    rows: Array
    codes: Array
    single: bool

    def holds(self, wanted: Sequence[str], size: int) -> Array:
        """Which documents have one of these values."""
        known = np.fromiter((value in wanted for value in self.values), bool, len(self.values))
        chosen = known[self.codes] if len(known) else np.zeros(len(self.codes), bool)
        if self.single:
            return chosen
        found = np.zeros(size, bool)
        found[self.rows[chosen]] = True
        return found

    def counts(self, mask: Array) -> dict[str, int]:
        """How many documents of `mask` have each value; those of none are left out."""
        codes = self.codes[mask] if self.single else self.codes[mask[self.rows]]
        counted = np.bincount(codes, minlength=len(self.values))
        return {self.values[code]: int(counted[code]) for code in np.flatnonzero(counted)}


@dataclass(frozen=True, slots=True)
class Columns:
    """All documents at one moment, by ascending number. Never changed: an update makes a new one."""

    epoch: str
    floor: int
    ids: Array
    visible: Array
    accepted: Array
    cites: Array
    first_years: Array
    last_years: Array
    latitudes: Array
    longitudes: Array
    published: Array
    titles: Array
    site_since: Array
    network_since: Array
    facets: dict[str, FacetColumn]

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of(self, ids: Array) -> tuple[Array, Array]:
        """Rows of the documents with these numbers, and which of them there are."""
        if not len(self.ids):
            return np.zeros(len(ids), np.int64), np.zeros(len(ids), bool)
        rows = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return rows, self.ids[rows] == ids

    def distances(self, latitude: float, longitude: float) -> Array:
        """Kilometres from a point along the great circle; not a number where a document has no place."""
        here, there = np.radians(latitude), np.radians(self.latitudes)
        across = np.sin((there - here) / 2) ** 2
        along = np.cos(here) * np.cos(there) * np.sin(np.radians(self.longitudes - longitude) / 2) ** 2
        return 2 * EARTH_KM * np.arcsin(np.sqrt(across + along))


def build(rows: Sequence[tuple[Any, ...]], *, epoch: str, floor: int) -> Columns:
    """Columns of these rows of `FIELDS`, which must be in ascending order of their number."""
    table: Iterable[tuple[Any, ...]] = zip(*rows, strict=True) if rows else [()] * len(FIELDS)
    by_name = dict(zip(FIELDS, table, strict=True))
    years = [years_of(first, last) for first, last in zip(by_name["start_year"], by_name["end_year"], strict=True)]
    size = len(rows)
    return Columns(
        epoch=epoch,
        floor=floor,
        ids=np.fromiter(by_name["id"], np.int64, size),
        visible=np.fromiter(by_name["visible"], bool, size),
        accepted=np.fromiter(by_name["accepted"], bool, size),
        cites=np.fromiter(by_name["cite_id"], np.int64, size),
        first_years=np.fromiter((span[0] if span else NO_YEAR for span in years), np.int16, size),
        last_years=np.fromiter((span[-1] if span else NO_YEAR for span in years), np.int16, size),
        latitudes=np.array(by_name["latitude"], np.float64),
        longitudes=np.array(by_name["longitude"], np.float64),
        published=_moments(by_name["published_at"]),
        titles=np.array(by_name["title_key"], f"U{TITLE_KEY_LENGTH}"),
        site_since=_moments(by_name["site_since"]),
        network_since=_moments(by_name["network_since"]),
        facets=_facets(by_name, years),
    )


def _moments(values: Sequence[datetime.datetime | str | None]) -> Array:
    return np.fromiter((_seconds(moment) for moment in values), np.float64, len(values))


def _seconds(moment: datetime.datetime | str | None) -> float:
    """SQLite answers what is in UTC without saying so."""
    if not moment:
        return 0.0
    if isinstance(moment, str):
        moment = datetime.datetime.fromisoformat(moment)
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()


def _facets(by_name: Mapping[str, Sequence[Any]], years: Sequence[Sequence[int]]) -> dict[str, FacetColumn]:
    values = [
        facet_values(
            cite=cite,
            country=country,
            stage=stage,
            years=span,
            pole=json.loads(poles),
            audience=json.loads(audiences),
            mode=json.loads(modes),
            language=json.loads(languages),
        )
        for cite, country, stage, span, poles, audiences, modes, languages in zip(
            by_name["cite_slug"], by_name["country"], by_name["stage"], years, by_name["poles"], by_name["audiences"],
            by_name["modes"], by_name["languages"], strict=True,
        )
    ]  # fmt: skip
    return {spec.name: _facet([found[spec.name] for found in values], spec) for spec in FACETS}


def _facet(values: Sequence[Sequence[str]], spec: FacetSpec) -> FacetColumn:
    codes: dict[str, int] = {}
    pairs = [
        (row, codes.setdefault(value, len(codes))) for row, found in enumerate(values) for value in dict.fromkeys(found)
    ]
    table = np.array(pairs, np.int32).reshape(-1, 2)
    return FacetColumn(tuple(codes), table[:, 0].copy(), table[:, 1].copy(), spec.single)


def merge(old: Columns, new: Columns) -> Columns:
    """`old` with the documents of `new` put in or in the place of theirs."""
    kept = ~np.isin(old.ids, new.ids)
    order = np.argsort(np.concatenate([old.ids[kept], new.ids]), kind="stable")
    arrays = {name: np.concatenate([getattr(old, name)[kept], getattr(new, name)])[order] for name in SIMPLE}
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    old_rows = np.cumsum(kept) - 1
    facets = {
        name: _merge_facet(old.facets[name], new.facets[name], kept, old_rows, int(kept.sum()), place)
        for name in old.facets
    }
    return Columns(epoch=new.epoch, floor=new.floor, facets=facets, **arrays)


def _merge_facet(
    old: FacetColumn, new: FacetColumn, kept: Array, old_rows: Array, offset: int, place: Array
) -> FacetColumn:
    codes = {value: code for code, value in enumerate(old.values)}
    known = np.fromiter((codes.setdefault(value, len(codes)) for value in new.values), np.int32, len(new.values))
    pairs = kept[old.rows]
    rows = np.concatenate([old_rows[old.rows[pairs]], new.rows + offset])
    joined = np.concatenate([old.codes[pairs], known[new.codes]])
    rows = place[rows]
    order = np.argsort(rows, kind="stable")  # single facets are read by row
    return FacetColumn(tuple(codes), rows[order], joined[order].astype(np.int32), old.single)


class ColumnStore:
    """The columns of this process. Inside a transaction what is read isn't kept: it may be rolled back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Columns | None = None

    def current(self) -> Columns:
        """The columns as the database is now; one query where nothing or little has changed."""
        kept = self._kept
        found = self._read(kept)
        if connection.in_atomic_block:
            return found
        with self._lock:
            latest = self._kept
            if latest is None or latest.epoch != found.epoch or latest.floor <= found.floor:
                self._kept = found
        return found

    def forget(self) -> None:
        """Read anew next time."""
        self._kept = None

    @staticmethod
    def _read(kept: Columns | None) -> Columns:
        epoch, floor, rows = _rows(kept.floor if kept else FROM_THE_BEGINNING)
        if kept is None:
            return build(rows, epoch=epoch, floor=floor)
        if kept.epoch != epoch:
            return ColumnStore._read(None)
        if rows:
            return merge(kept, build(rows, epoch=epoch, floor=floor))
        return kept if kept.floor == floor else dataclasses.replace(kept, floor=floor)


def _rows(since: int) -> tuple[str, int, list[tuple[Any, ...]]]:
    """Epoch, the mark to ask from next time, and the rows written since a mark; one statement, so one snapshot."""
    fields = ", ".join(f"d.{name}" for name in FIELDS)
    statement = (
        f"SELECT c.epoch, {floor_sql()}, {fields} FROM search_searchclock c"  # noqa: S608  # constants
        " LEFT JOIN search_searchdocument d ON d.tx >= %s ORDER BY d.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [since])
        rows = cursor.fetchall()
    if not rows:
        return "", 0, []
    return str(rows[0][0]), rows[0][1], [row[2:] for row in rows if row[2] is not None]
