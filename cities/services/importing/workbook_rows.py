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

from cities.services.importing.limits import MAX_COLUMNS, MAX_UNPACKED, Row, clean
from cities.services.importing.problems import ImportRefusedError, Problem, short

# Excel's own; a row with a higher number would make the library count up to it.
LAST_ROW = 1_048_576
MAX_PARTS = 2000
EXACT = 1e15
# A tag, comment or instruction longer than this is nothing a spreadsheet writes. The parser starts anew on it with each
# piece it is fed (before Expat 2.6, CVE-2023-52425): a small archive with a long one would take minutes.
MAX_TOKEN = 1 << 18
PIECE = 1 << 16


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
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_part(archive, part)
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


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Well-formed, without declarations: entities are how a small XML grows large. Spreadsheets write none, nor tags
    that never end."""
    parser = expat.ParserCreate()

    def refuse(*declared: Any) -> None:
        raise ImportRefusedError("workbook")

    def see(name: str, attributes: dict[str, str]) -> None:
        if "macroEnabled" in attributes.get("ContentType", ""):
            raise ImportRefusedError("macros")

    parser.StartDoctypeDeclHandler = refuse
    if part.filename == "[Content_Types].xml":
        parser.StartElementHandler = see
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
