"""How much a file may hold, and a row as both readers give it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cities.services.importing.problems import Problem

MAX_BYTES = 40 << 20
MAX_UNPACKED = 128 << 20
MAX_COLUMNS = 200
MAX_LINES = 10_000
# With those that are empty.
MAX_ROWS = 100_000
# The library's own limit of a cell of CSV; Excel has 32,767.
MAX_CELL = 131_072
# Nothing that is seen: controls, blanks without width, and what turns the direction of the letters after it.
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number, from 1; a fault stands where a cell holds something that is no text."""

    number: int
    cells: Sequence[str]
    faults: Mapping[int, Problem] = field(default_factory=dict)


def clean(text: str) -> str:
    """A cell's text: lines end in one way, nothing unseen in it, no blanks around."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
