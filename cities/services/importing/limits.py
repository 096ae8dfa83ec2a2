"""How much a file may hold, and a row as both readers give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cities.services.importing.problems import Problem
from portal.words import seen

MAX_BYTES = 40 << 20
MAX_UNPACKED = 128 << 20
MAX_COLUMNS = 200
MAX_LINES = 10_000
# With those that are empty.
MAX_ROWS = 100_000
# The library's own limit of a cell of CSV; Excel has 32,767.
MAX_CELL = 131_072


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number, from 1; a fault stands where a cell holds something that is no text."""

    number: int
    cells: Sequence[str]
    faults: Mapping[int, Problem] = field(default_factory=dict)


def clean(text: str) -> str:
    """A cell's text: lines end in one way, nothing unseen in it, no blanks around."""
    return seen(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
