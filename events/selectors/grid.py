"""A day as a grid: a row is a quarter of an hour, a column one of sessions held at the same time.

Places are given as classes of the style sheet (`r5 s4 c2`), so that no style attribute is needed.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from events.selectors.sessions import Session

QUARTER = datetime.timedelta(minutes=15)
# What the style sheet has; a day that needs more has no grid.
ROWS, SPANS, COLUMNS = 49, 16, 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One session in its place."""

    session: Session
    classes: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Hours with their rows, and cells."""

    hours: tuple[tuple[datetime.time, str], ...]
    cells: tuple[Cell, ...]


def grid_of(sessions: Sequence[Session]) -> Grid | None:
    """The grid of a day's sessions; None where it doesn't fit, and the list says it all anyway."""
    if not sessions:
        return None
    first = min(session.starts for session in sessions).replace(minute=0)
    last = max(session.over for session in sessions)
    columns = _columns(sessions)
    count = -(-(last - first) // QUARTER)
    if count > ROWS or any(column > COLUMNS for column in columns.values()):
        return None
    cells = []
    for session in sessions:
        row = (session.starts - first) // QUARTER + 1
        span = max(-(-(session.over - session.starts) // QUARTER), 1)
        if span > SPANS:
            return None
        column = columns[session.uid]
        cells.append(Cell(session, f"r{row} s{span} {f'c{column}' if column else 'ca'}"))
    hours = [
        ((first + index * datetime.timedelta(hours=1)).time(), f"r{index * 4 + 1}") for index in range(-(-count // 4))
    ]
    return Grid(tuple(hours), tuple(cells))


def _columns(sessions: Sequence[Session]) -> dict[object, int]:
    """Columns by session: 0 alone across all, else the first that is free at its start."""
    found: dict[object, int] = {}
    busy: dict[int, datetime.datetime] = {}
    for session in sorted(sessions, key=lambda one: one.starts):
        if not session.overlaps:
            found[session.uid] = 0
            continue
        column = next(
            number for number in range(1, len(sessions) + 1) if busy.get(number, session.starts) <= session.starts
        )
        busy[column] = session.over
        found[session.uid] = column
    return found
