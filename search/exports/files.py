"""The formats. Each takes rows in batches and never holds more than one."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from search.exports.records import COLUMNS, Cell, headings

Rows = Iterable[list[list[Cell]]]
# Spreadsheets tell UTF-8 from the letters of the machine by it.
MARK = "\ufeff"
WIDTHS = {"title": 48, "summary": 60, "url": 48, "uid": 38}
WIDTH = 18
# Texts that openpyxl takes for something else: formulas, and errors such as "#N/A".
SPECIAL = ("=", "#")


def csv_lines(batches: Rows, *, first: list[str]) -> Iterator[bytes]:
    """RFC 4180 with headings, UTF-8 with a mark; `first` are the headings."""
    yield MARK.encode() + _csv([first])
    for rows in batches:
        yield _csv(rows)


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def json_lines(batches: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    """An object a line (https://jsonlines.org), with codes in the place of names."""
    for rows in batches:
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def workbook(batches: Rows, *, title: str) -> IO[bytes]:
    """A workbook of one sheet in a temporary file that is gone when it is closed."""
    from openpyxl import Workbook  # noqa: PLC0415  # a third of a second, for few
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    book.properties.title = title
    sheet = book.create_sheet("".join(letter for letter in title if letter not in "[]:*?/\\")[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column.name, WIDTH)

    sheet.append([_bold(sheet, heading) for heading in headings()])
    for rows in batches:
        for row in rows:
            sheet.append([_text(sheet, value) if str(value).startswith(SPECIAL) else value for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it when it is sent
    book.save(file)
    file.seek(0)
    return file


def _bold(sheet: Any, value: str) -> Any:
    from openpyxl.styles import Font  # noqa: PLC0415

    made = _text(sheet, value)
    made.font = Font(bold=True)
    return made


def _text(sheet: Any, value: Any) -> Any:
    """A cell of text, whatever it looks like."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    made = WriteOnlyCell(sheet, value)
    made.data_type = "s"
    return made
