"""Numbers of writes, and what a reader hasn't seen yet.

On SQLite writers come one after the other, so one counter serves as version and as mark. On PostgreSQL they don't,
and the order of numbers isn't the order of commits: versions come from a sequence (taken under the initiative's row
lock, so a document's versions follow its commits), marks are transaction ids, and a reader asks for every row whose
transaction hadn't ended when it last looked.
"""

from __future__ import annotations

import uuid

from django.db import connection

SEQUENCE = "search_seq"


def next_numbers(count: int) -> tuple[list[int], int]:
    """`count` new versions, growing, and the mark of this transaction. Call inside the transaction that writes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO search_searchclock (id, epoch, seq) VALUES (1, %s, 0) ON CONFLICT (id) DO NOTHING",
                [uuid.uuid4()],
            )
            cursor.execute(
                f"SELECT nextval('{SEQUENCE}'), pg_current_xact_id()::text::bigint FROM generate_series(1, %s)",  # noqa: S608  # a constant
                [count],
            )
            rows = cursor.fetchall()
            return [number for number, _mark in rows], rows[0][1]
        cursor.execute(
            "INSERT INTO search_searchclock (id, epoch, seq) VALUES (1, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET seq = seq + %s RETURNING seq",
            [uuid.uuid4().hex, count, count],
        )
        last = cursor.fetchone()[0]
    return list(range(last - count + 1, last + 1)), last


def go_beyond(number: int) -> None:
    """Make the next versions higher than `number`: after a restored backup an index may know higher ones."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT setval('{SEQUENCE}', greatest(nextval('{SEQUENCE}'), %s))", [number])  # a constant
        else:
            cursor.execute("UPDATE search_searchclock SET seq = max(seq, %s)", [number])


def floor_sql() -> str:
    """An SQL expression over the clock's row `c`: the lowest mark a later reader must ask for."""
    if connection.vendor == "postgresql":
        return "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    return "c.seq + 1"
