"""The engine of SQLite: FTS5, in the same file and transactions as everything else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from django.db import connection

from search.engines.columns import Array
from search.engines.database import TWO_STAGES_ABOVE, WEIGHTS, DatabaseEngine
from search.engines.query import Group, boost_of
from search.engines.selection import NOBODY, Matches, best_of

RANK = f"bm25(search_terms, {', '.join(str(weight) for weight in WEIGHTS.values())})"
FOUND = "SELECT rowid, {rank} FROM search_terms WHERE search_terms MATCH %s"


class SqliteEngine(DatabaseEngine):
    """Terms in one FTS5 table, the words of titles in another."""

    name = "sqlite"

    def find(self, groups: Sequence[Group], *, own: str, ranked: bool, large: bool) -> Matches:
        if not all(group.is_whole for group in groups):
            return self._some(groups, own)
        if ranked and not large:
            return self._ranked(groups, own)
        ids = _numbers(_any_whole(groups))
        later = partial(self._rank_among, groups, own, total=len(ids)) if ranked else None
        return Matches(ids, np.zeros(len(ids)), rank=later)

    @staticmethod
    def _ranked(groups: Sequence[Group], own: str, *, field: str = "", among: Array | None = None) -> Matches:
        """Each language ranked by itself, in one statement; `field` looks in one column only, `among` at some
        documents only."""
        only = " AND +rowid IN (SELECT value FROM json_each(%s))" if among is not None else ""
        statements = [FOUND.format(rank=_rank(group, own)) + only for group in groups]
        named = [] if among is None else [json.dumps(among.tolist())]
        values = [value for group in groups for value in (field + _all_of(group.terms), *named)]
        matches = _matches(_rows(" UNION ALL ".join(statements), values))
        return best_of(matches.ids, matches.scores)

    def _rank_among(self, groups: Sequence[Group], own: str, ids: Array, *, total: int) -> Matches:
        """Ranking costs some microseconds a hit: of `total` those only that pass the filters. Above
        `TWO_STAGES_ABOVE` only those in titles are ranked."""
        if not len(ids):
            return NOBODY
        if len(ids) <= TWO_STAGES_ABOVE:
            # Comparing with most of them would take longer than ranking all.
            return self._ranked(groups, own, among=ids if len(ids) < total / 2 else None)
        titles = self._ranked(groups, own, field="{title} : ")
        return replace(titles, two_stages=True)

    @staticmethod
    def _some(groups: Sequence[Group], own: str) -> Matches:
        """FTS5 can't count the terms that match: one statement finds each term's documents, and each language's
        ranks."""
        asked: list[tuple[str, str]] = []
        for group in groups:
            asked += [("0", _quoted(term)) for term in group.terms]
            asked.append((_rank(group, own), " OR ".join(map(_quoted, group.terms))))
        parts = [
            f"SELECT {number}, {FOUND.format(rank=rank).removeprefix('SELECT ')}"
            for number, (rank, _terms) in enumerate(asked)
        ]
        rows = _rows(" UNION ALL ".join(parts), [terms for _rank, terms in asked])
        if not rows:
            return NOBODY
        table = np.array(rows, np.float64)
        numbers, ids, scores = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), -table[:, 2]
        keep = np.zeros(len(ids), bool)
        start = 0
        for group in groups:
            end = start + len(group.terms)
            distinct, counts = np.unique(ids[(numbers >= start) & (numbers < end)], return_counts=True)
            keep |= (numbers == end) & np.isin(ids, distinct[counts >= group.needed])
            start = end + 1
        return best_of(ids[keep], scores[keep])

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


def _rank(group: Group, own: str) -> str:
    return f"{boost_of(group.language, own)} * {RANK}"


def _any_whole(groups: Sequence[Group]) -> str:
    return " OR ".join(_all_of(group.terms) for group in groups)


def _all_of(terms: Sequence[str]) -> str:
    return "(" + " AND ".join(map(_quoted, terms)) + ")"


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _numbers(expression: str) -> Array:
    """The documents that match, unranked: as one text, which takes a fifth of the time of as many rows."""
    (text,) = _rows("SELECT group_concat(rowid) FROM search_terms WHERE search_terms MATCH %s", [expression])[0]
    return np.fromstring(text, np.int64, sep=",") if text else np.zeros(0, np.int64)


def _matches(rows: Sequence[tuple[Any, ...]]) -> Matches:
    """FTS5's bm25 is better the lower it is."""
    if not rows:
        return NOBODY
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    return Matches(ids, np.fromiter((-row[1] for row in rows), np.float64, len(rows)))
