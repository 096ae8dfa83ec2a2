"""The engine of PostgreSQL: tsvectors of our own terms, so that no dictionary of the server's is needed."""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection

from search.engines.database import WEIGHTS, DatabaseEngine
from search.engines.query import Group, boost_of
from search.engines.selection import NOBODY, Matches, best_of

# Weights of a tsvector: A title, B teaser, C labels, D body; its default ranks are 1, 0.4, 0.2, 0.1, as ours are.
LETTERS = dict(zip(WEIGHTS, "ABCD", strict=True))
LAST_POSITION = 16_383
PER_TERM = 255
FREQUENCIES_SECONDS = 600


class PostgresEngine(DatabaseEngine):
    """Terms in one table of its own, with GIN indexes."""

    name = "postgresql"

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._shares: dict[str, float] = {}
        self._read_at = -math.inf

    def find(self, groups: Sequence[Group], *, own: str, ranked: bool, large: bool) -> Matches:
        statements, values = [], []
        for group in groups:
            rank, ranking = self._rank(group.terms) if ranked else ("0", [])
            expression = (" & " if group.is_whole else " | ").join(map(_quoted, group.terms))
            statement = (
                f"SELECT rowid, {boost_of(group.language, own)} * ({rank}) FROM search_terms"  # noqa: S608  # constants
                " WHERE terms @@ %s::tsquery"
            )
            values += [*ranking, expression]
            if not group.is_whole:
                counted = " + ".join(["(terms @@ %s::tsquery)::int"] * len(group.terms))
                statement += f" AND {counted} >= {group.needed}"
                values += map(_quoted, group.terms)
            statements.append(statement)
        found = _matches(_rows(" UNION ALL ".join(statements), values))
        return best_of(found.ids, found.scores)

    def find_any(self, terms: Sequence[str]) -> Matches:
        rank, values = self._rank(terms)
        statement = f"SELECT rowid, {rank} FROM search_terms WHERE terms @@ %s::tsquery"  # noqa: S608  # built of constants
        return _matches(_rows(statement, [*values, _any_of(terms)]))

    def find_names(self, beginnings: Sequence[str], *, limit: int) -> list[int]:
        expression = " & ".join(f"{_quoted(beginning)}:*" for beginning in beginnings)
        statement = "SELECT rowid FROM search_terms WHERE names @@ %s::tsquery ORDER BY rowid DESC LIMIT %s"
        return [number for (number,) in _rows(statement, [expression, limit])]

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """From the statistics of the last ANALYZE: only frequent terms are known."""
        shares, total = self._statistics(), self.indexed()
        return {term: round(shares[term] * total) for term in terms if term in shares}

    def write(self, rows: Sequence[tuple[int, dict[str, list[str]], list[str]]]) -> None:
        values = [(number, _vector(found), _names_vector(words)) for number, found, words in rows]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_terms (rowid, terms, names) VALUES (%s, %s::tsvector, %s::tsvector)", values
            )

    def remove(self, ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms WHERE rowid = ANY(%s)", [list(ids)])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms")

    def indexed(self) -> int:
        return int(_rows("SELECT count(*) FROM search_terms", [])[0][0])

    def held(self) -> set[int]:
        return {number for (number,) in _rows("SELECT rowid FROM search_terms", [])}

    def optimise(self) -> None:
        """Tell the planner, and our ranking, how frequent terms are; for after a rebuild."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_terms")
        self._read_at = -math.inf

    def _rank(self, terms: Sequence[str]) -> tuple[str, list[Any]]:
        """Σ idf · ts_rank of each term: ts_rank alone doesn't know that a rare word says more."""
        shares = self._statistics()
        parts, values = [], []
        for term in terms:
            parts.append("%s * ts_rank(terms, %s::tsquery, 1)")
            values += [math.log(1 + 1 / max(shares.get(term, 0.0), 0.001)), _quoted(term)]
        return " + ".join(parts), values

    def _statistics(self) -> dict[str, float]:
        """The share of documents that hold each frequent term."""
        if time.monotonic() - self._read_at > FREQUENCIES_SECONDS:
            statement = (
                "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats s"
                " JOIN pg_class c ON c.oid = 'search_terms'::regclass"
                " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = s.schemaname"
                " WHERE s.tablename = c.relname AND s.attname = 'terms'"
            )
            rows = _rows(statement, [])
            with self._lock:
                terms, shares = rows[0] if rows and rows[0][0] else ((), ())
                self._shares = dict(zip(terms, shares, strict=False))  # the shares end with a minimum and a maximum
                self._read_at = time.monotonic()
        return self._shares


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _any_of(terms: Sequence[str]) -> str:
    return " | ".join(map(_quoted, terms))


def _vector(found: dict[str, list[str]]) -> str:
    """A tsvector's text: every term with its places and weights."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    position = 0
    for field, terms in found.items():
        for term in terms:
            position = min(position + 1, LAST_POSITION)
            places[term].append(f"{position}{LETTERS[field]}")
    return " ".join(f"{_quoted(term)}:{','.join(found[:PER_TERM])}" for term, found in places.items())


def _names_vector(words: Sequence[str]) -> str:
    return " ".join(_quoted(word) for word in dict.fromkeys(words))


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _matches(rows: Sequence[tuple[Any, ...]]) -> Matches:
    if not rows:
        return NOBODY
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    return Matches(ids, np.fromiter((row[1] for row in rows), np.float64, len(rows)))
