"""Rows of a workbook, read row by row; a workbook made to harm is refused before the library sees it."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.parsers import expat

import openpyxl

from cities.services.importing.limits import MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, Row, clean
from cities.services.importing.problems import ImportRefusedError, Problem, short

# Excel's own; a row with a higher number would make the library count up to it.
LAST_ROW = 1_048_576
MAX_PARTS = 2000
EXACT = 1e15
# A tag, comment or instruction longer than this is nothing a spreadsheet writes. The parser starts anew on it with each
# piece it is fed (before Expat 2.6, CVE-2023-52425): a small archive with a long one would take minutes.
MAX_TOKEN = 1 << 18
PIECE = 1 << 16
# How many elements one may hold: rows of a sheet, cells of a row, texts of the book, pieces of a text; of any other,
# such as the formats of cells, no more than Excel knows. Empty ones pack to nothing, and cost the library time.
MOST = {"sheetData": MAX_ROWS, "row": 2_048, "sst": 400_000, "si": 2_000, "is": 2_000, "sheets": 1_000}
MOST_OTHERS = 1 << 16
# Ten thousand lines of a hundred cells are a million; each of these takes some ten microseconds.
COSTLY, MAX_COSTLY = frozenset({"row", "c", "si", "r"}), 1_000_000
MAX_ELEMENTS = 2_500_000
MAX_DEPTH = 64


@contextmanager
def open_workbook(file: IO[bytes], *, sheet: str = "") -> Iterator[tuple[Iterator[Row], list[Problem]]]:
    """The rows of the first sheet that is shown, or of the one named.

    Raises:
        ImportRefusedError: it is no workbook, holds macros, would unpack to too much, or has no such sheet.
    """
    _check_archive(file)
    with warnings.catch_warnings():
        # The library tells of styles and extensions it leaves out.
        warnings.simplefilter("ignore")
        book = _load(file)
        try:
            chosen = _choose(book, sheet)
            others = [each.title for each in book.worksheets if each is not chosen]
            notes = [Problem("sheet", values={"name": chosen.title, "others": others})] if others else []
            yield _rows(chosen), notes
        finally:
            book.close()


def _check_archive(file: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_kind(archive, {part.filename for part in parts})
            if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > MAX_PARTS:
                raise ImportRefusedError("unpacked", limit=MAX_UNPACKED >> 20)
            elements = _Elements()
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_part(archive, part, elements)
    except ImportRefusedError:
        raise
    except Exception as error:  # whatever the standard library raises for a broken archive
        raise ImportRefusedError("workbook") from error
    finally:
        file.seek(0)


def _check_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "mimetype" in names:
        with archive.open("mimetype") as opened:
            if opened.read(40).startswith(b"application/vnd.oasis.opendocument"):
                raise ImportRefusedError("open_document")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ImportRefusedError("macros")
    if "xl/workbook.xml" not in names:
        raise ImportRefusedError("workbook")


class _Elements:
    """Counts the elements of a workbook as a parser meets them.

    Raises:
        ImportRefusedError: there are more than a spreadsheet writes, or macros are named.
    """

    def __init__(self) -> None:
        self.count = self.costly = 0
        # Of the part and each element that is open: how many it may still hold.
        self.left = [1]

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        self.count += 1
        self.costly += local in COSTLY
        self.left[-1] -= 1
        if self.left[-1] < 0 or self.count > MAX_ELEMENTS or self.costly > MAX_COSTLY or len(self.left) > MAX_DEPTH:
            raise ImportRefusedError("too_much")
        if "macroEnabled" in attributes.get("ContentType", ""):
            raise ImportRefusedError("macros")
        self.left.append(MOST.get(local, MOST_OTHERS))

    def end(self, name: str) -> None:
        self.left.pop()

    def declare(self, *declared: Any) -> None:
        raise ImportRefusedError("workbook")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, elements: _Elements) -> None:
    """Well-formed, without declarations: entities are how a small XML grows large. Spreadsheets write none, nor tags
    that never end."""
    parser = expat.ParserCreate()
    elements.left = [1]
    parser.StartDoctypeDeclHandler = elements.declare
    parser.StartElementHandler, parser.EndElementHandler = elements.begin, elements.end
    with archive.open(part) as opened:
        fed = 0
        while piece := opened.read(PIECE):
            parser.Parse(piece)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > MAX_TOKEN:
                raise ImportRefusedError("workbook")
        parser.Parse(b"", True)  # Expat takes it by position only


def _load(file: IO[bytes]) -> Any:
    try:
        return openpyxl.load_workbook(file, read_only=True, keep_links=False)
    except Exception as error:  # the library raises whatever its parts do
        raise ImportRefusedError("workbook") from error


def _choose(book: Any, name: str) -> Any:
    shown = [each for each in book.worksheets if each.sheet_state == "visible"]
    names = [each.title for each in shown]
    found = next((each for each in shown if each.title == name), None) if name else next(iter(shown), None)
    if found is None:
        raise ImportRefusedError("no_sheet", names=names) if name else ImportRefusedError("workbook")
    return found


def _rows(sheet: Any) -> Iterator[Row]:
    # One column more than allowed shows that there are too many; the size a sheet claims may be a lie.
    rows = sheet.iter_rows(min_row=1, max_row=LAST_ROW, max_col=MAX_COLUMNS + 1)
    try:
        blank = None
        for number, cells in enumerate(rows, start=1):
            # For the rows between two that a sheet numbers far apart the library gives one and the same.
            if cells is blank:
                continue
            row = _row(number, cells)
            if not row.cells:
                blank = cells
            yield row
    except ImportRefusedError:
        raise
    except Exception as error:  # the library raises whatever its parts do
        raise ImportRefusedError("workbook") from error


def _row(number: int, cells: Any) -> Row:
    texts: list[str] = []
    faults: dict[int, Problem] = {}
    for place, cell in enumerate(cells):
        if cell.value is None:
            texts.append("")
        elif cell.data_type == "f":
            texts.append("")
            faults[place] = Problem("formula")
        elif cell.data_type == "e":
            texts.append("")
            faults[place] = Problem("cell_error", values={"value": short(str(cell.value))})
        else:
            texts.append(_text(cell.value))
    while texts and not texts[-1] and len(texts) - 1 not in faults:
        texts.pop()
    return Row(number, texts, faults)


def _text(value: Any) -> str:
    """A value as it would be written in CSV."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return clean(str(value).replace("_x000D_", ""))
