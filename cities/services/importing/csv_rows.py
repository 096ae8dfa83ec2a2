"""Rows of CSV: UTF-8 with or without BOM, UTF-16 with one, else Windows-1252; separators comma, semicolon, tab."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from cities.services.importing.fields import field_named
from cities.services.importing.limits import MAX_CELL, Row, clean
from cities.services.importing.problems import ImportRefusedError, Problem
from portal.upstream.spreadsheets import harmless

DELIMITERS = (";", ",", "\t")
SHOWN = {";": "“;”", ",": "“,”", "\t": "TAB"}
CHUNK = 1 << 20
HEAD = 1 << 16
FOREIGN = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"{\\rtf")


@contextmanager
def open_csv(file: IO[bytes], encoding: str, delimiter: str) -> Iterator[tuple[Iterator[Row], list[Problem]]]:
    """The rows of a file, and what was guessed about it.

    Raises:
        ImportRefusedError: its letters can't be read, or it is no text, or there is no such encoding of text.
    """
    if encoding:
        _check_name(encoding)
    guessed = encoding or _encoding_of(file)
    _check_letters(file, guessed)
    # Not closed with the wrapper: the file is the caller's.
    text = io.TextIOWrapper(file, encoding=guessed, newline="")
    try:
        chosen = delimiter or _delimiter_of(text, guessed)
        notes = [Problem("delimiter", values={"delimiter": SHOWN.get(chosen, f"“{chosen}”")})]
        if guessed == "cp1252" and not encoding:
            notes.insert(0, Problem("read_as", values={"encoding": "Windows-1252"}))
        yield _rows(text, chosen), notes
    finally:
        text.detach()


def _encoding_of(file: IO[bytes]) -> str:
    file.seek(0)
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        _decode_all(file, "utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _check_name(encoding: str) -> None:
    try:
        # Refuses codecs that make no text, such as "zip", which a decoder alone would take.
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    except (LookupError, ValueError) as error:
        raise ImportRefusedError("no_encoding", encoding=encoding) from error


def _check_letters(file: IO[bytes], encoding: str) -> None:
    file.seek(0)
    if file.read(4).startswith(FOREIGN):
        raise ImportRefusedError("binary")
    try:
        _decode_all(file, encoding)
    except UnicodeError as error:
        raise ImportRefusedError("encoding", encoding=encoding) from error


def _decode_all(file: IO[bytes], encoding: str) -> None:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := file.read(CHUNK):
        if "\0" in decoder.decode(chunk):
            raise ImportRefusedError("binary")
    decoder.decode(b"", final=True)
    file.seek(0)


def _delimiter_of(text: io.TextIOWrapper, encoding: str) -> str:
    """The separator that makes the most columns with names that are known, then the most columns."""
    head = text.read(HEAD)
    text.seek(0)
    if head.lower().startswith("sep=") and head[5:6] in ("\r", "\n"):
        return head[4]

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader(io.StringIO(head.lstrip("\r\n"), newline=""), delimiter=delimiter), [])
        except csv.Error:
            return (0, 0)
        return (sum(bool(field_named(cell)) for cell in cells), len(cells))

    return max(DELIMITERS, key=worth)


def _rows(text: io.TextIOWrapper, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if number == 1 and cells and cells[0].lower().startswith("sep="):
                continue
            yield Row(number, [clean(cell) for cell in cells])
    except csv.Error as error:
        raise ImportRefusedError("quotes", line=reader.line_num, limit=MAX_CELL) from error


def as_csv(rows: Iterator[list[str]], *, mark: bool = True) -> Iterator[bytes]:
    """Rows as a spreadsheet opens them by double click: UTF-8 with its mark, semicolons, no cell that is a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    if mark:
        yield codecs.BOM_UTF8
    for chunk in iter(lambda: list(itertools.islice(rows, 200)), []):
        writer.writerows([harmless(cell) for cell in row] for row in chunk)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
