"""A table from a file that may be anything: CSV in several encodings, or a workbook; else a refusal in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from cities.services.importing.csv_rows import open_csv
from cities.services.importing.limits import MAX_BYTES, MAX_COLUMNS, MAX_LINES, MAX_ROWS, Row
from cities.services.importing.problems import ImportRefusedError, Problem
from cities.services.importing.workbook_rows import open_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
# Empty rows above the names of the columns.
MAX_BEFORE = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the header, its number as a spreadsheet counts; `faults` are cells that hold no text."""

    number: int
    cells: Sequence[str]
    faults: Mapping[int, Problem]


@dataclass(frozen=True)
class Sheet:
    """A table: names of its columns, and its lines, to be read once, with nothing kept."""

    headers: list[str]
    lines: Iterator[Line]
    notes: list[Problem] = field(default_factory=list)


@contextmanager
def open_sheet(file: IO[bytes], *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Iterator[Sheet]:
    """Read a file. What it is, is told from its content; encoding and separator too where they aren't given.

    Raises:
        ImportRefusedError: it isn't a table that can be read; also while its lines are read.
    """
    start = _start_of(file)
    if start.startswith(OLE):
        raise ImportRefusedError("old_excel")
    if sheet and not start.startswith(ZIP):
        raise ImportRefusedError("no_sheets")
    opened = open_workbook(file, sheet=sheet) if start.startswith(ZIP) else open_csv(file, encoding, delimiter)
    with opened as (rows, notes):
        header = next((row for row in itertools.islice(rows, MAX_BEFORE) if any(row.cells)), None)
        if header is None:
            raise ImportRefusedError("no_header")
        _check_width(header)
        cells = list(header.cells)
        while not cells[-1]:
            cells.pop()
        yield Sheet(cells, _lines(rows, len(cells)), notes)


def _start_of(file: IO[bytes]) -> bytes:
    file.seek(0, 2)
    size = file.tell()
    if size == 0:
        raise ImportRefusedError("empty")
    if size > MAX_BYTES:
        raise ImportRefusedError("too_big", limit=MAX_BYTES >> 20)
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    return start


def _check_width(row: Row) -> None:
    if len(row.cells) > MAX_COLUMNS:
        raise ImportRefusedError("columns", limit=MAX_COLUMNS)


def _lines(rows: Iterator[Row], width: int) -> Iterator[Line]:
    count = 0
    for place, row in enumerate(rows):
        if place > MAX_ROWS:
            raise ImportRefusedError("too_much")
        _check_width(row)
        if not any(row.cells) and not row.faults:
            continue
        count += 1
        if count > MAX_LINES:
            raise ImportRefusedError("lines", limit=MAX_LINES)
        faults = {place: problem for place, problem in row.faults.items() if place < width}
        used = max((place + 1 for place, text in enumerate(row.cells) if text), default=0)
        if used > width:
            faults[-1] = Problem("extra_cells", values={"cells": used, "columns": width})
        yield Line(row.number, [*row.cells[:width], *[""] * (width - len(row.cells))], faults)
    if not count:
        raise ImportRefusedError("no_lines")
