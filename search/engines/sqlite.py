"""The engine of SQLite: FTS5, in the same file and transactions as everything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection

from search.engines.database import TWO_STAGES_ABOVE, WEIGHTS, DatabaseEngine
from search.engines.query import Query
from search.engines.selection import NOBODY, Matches
from search.enums import Match

RANK = f"bm25(search_terms, {', '.join(str(weight) for weight in WEIGHTS.values())})"
FOUND = "SELECT rowid, {rank} FROM search_terms WHERE search_terms MATCH %s"


class SqliteEngine(DatabaseEngine):
    """Terms in one FTS5 table, the words of titles in another."""

    name = "sqlite"

    def find(self, query: Query, match: Match, *, ranked: bool, large: bool) -> Matches:
        groups = query.groups(match)
        if all(needed == len(terms) for terms, needed in groups):
            expression = " OR ".join(_all_of(terms) for terms, _needed in groups)
            if large and ranked:
                return self._in_two_stages(expression)
            return _matches(_rows(FOUND.format(rank=RANK if ranked else "0"), [expression]))
        return self._some(groups)

    def _in_two_stages(self, expression: str) -> Matches:
        """Ranking costs a microsecond a hit; above `TWO_STAGES_ABOVE` hits only those in titles are ranked."""
        ids = _matches(_rows(FOUND.format(rank="0"), [expression]))
        if len(ids.ids) <= TWO_STAGES_ABOVE:
            return _matches(_rows(FOUND.format(rank=RANK), [expression]))
        titles = _matches(_rows(FOUND.format(rank=RANK), [f"{{title}} : ({expression})"]))
        scores = np.zeros(len(ids.ids))
        order = np.argsort(ids.ids)
        scores[order[np.searchsorted(ids.ids[order], titles.ids)]] = titles.scores
        return Matches(ids.ids, scores, two_stages=True)

    @staticmethod
    def _some(groups: Sequence[tuple[tuple[str, ...], int]]) -> Matches:
        """FTS5 can't count the terms that match: one statement finds each term's documents, and the ranks."""
        every = [term for terms, _needed in groups for term in terms]
        parts = [f"SELECT {number}, {FOUND.format(rank='0').removeprefix('SELECT ')}" for number in range(len(every))]
        parts.append(f"SELECT -1, {FOUND.format(rank=RANK).removeprefix('SELECT ')}")
        rows = _rows(" UNION ALL ".join(parts), [*map(_quoted, every), " OR ".join(map(_quoted, every))])
        if not rows:
            return NOBODY
        table = np.array(rows, np.float64)
        numbers, ids, scores = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), -table[:, 2]
        found: list[Any] = []
        start = 0
        for terms, needed in groups:
            mine = ids[(numbers >= start) & (numbers < start + len(terms))]
            distinct, counts = np.unique(mine, return_counts=True)
            found.append(distinct[counts >= needed])
            start += len(terms)
        ranked = numbers == -1
        keep = np.isin(ids[ranked], np.concatenate(found))
        return Matches(ids[ranked][keep], scores[ranked][keep])

    def find_any(self, terms: Sequence[str]) -> Matches:
        return _matches(_rows(FOUND.format(rank=RANK), [" OR ".join(map(_quoted, terms))]))

    def find_names(self, beginnings: Sequence[str], *, limit: int) -> list[int]:
        expression = " AND ".join(f"{_quoted(beginning)} *" for beginning in beginnings)
        statement = "SELECT rowid FROM search_names WHERE search_names MATCH %s ORDER BY rowid DESC LIMIT %s"
        return [number for (number,) in _rows(statement, [expression, limit])]

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        if not terms:
            return {}
        marks = ", ".join(["%s"] * len(terms))
        return dict(_rows(f"SELECT term, doc FROM search_terms_vocabulary WHERE term IN ({marks})", list(terms)))  # noqa: S608  # marks only

    def write(self, rows: Sequence[tuple[int, dict[str, list[str]], list[str]]]) -> None:
        fields = ", ".join(WEIGHTS)
        terms: list[list[Any]] = [
            [number, *(" ".join(found[field]) for field in WEIGHTS)] for number, found, _names in rows
        ]
        names = [(number, " ".join(words)) for number, _found, words in rows]
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO search_terms (rowid, {fields}) VALUES (%s, %s, %s, %s, %s)", terms)  # noqa: S608  # constants
            cursor.executemany("INSERT INTO search_names (rowid, names) VALUES (%s, %s)", names)

    def remove(self, ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            for table in ("search_terms", "search_names"):
                cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(number,) for number in ids])  # noqa: S608  # constants

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms")
            cursor.execute("DELETE FROM search_names")

    def indexed(self) -> int:
        return int(_rows("SELECT count(*) FROM search_terms", [])[0][0])

    def held(self) -> set[int]:
        return {number for (number,) in _rows("SELECT rowid FROM search_terms", [])}

    def optimise(self) -> None:
        """Merge the index into one segment; for after a rebuild."""
        with connection.cursor() as cursor:
            for table in ("search_terms", "search_names"):
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608  # constants


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _all_of(terms: Sequence[str]) -> str:
    return "(" + " AND ".join(map(_quoted, terms)) + ")"


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _matches(rows: Sequence[tuple[Any, ...]]) -> Matches:
    """FTS5's bm25 is better the lower it is."""
    if not rows:
        return NOBODY
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    return Matches(ids, np.fromiter((-row[1] for row in rows), np.float64, len(rows)))
