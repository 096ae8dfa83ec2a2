"""Texts in spreadsheets: none is run as a formula, for whatever people typed stands in them.

Wagtail writes CSV cells as they are (`SpreadsheetExportMixin.preprocess_field_value`, wagtail/admin/views/mixins.py),
and a spreadsheet would run them (OWASP, CSV injection). Workbooks keep text as text by themselves.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from functools import wraps
from itertools import chain
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import get_language
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What a spreadsheet takes for the beginning of a formula, at the start of a cell or of what it may cut into one.
_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+\-@＝＋－＠])")
# Some take what follows these for a cell of its own.
_CUTTING = ("\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe before what would begin a formula, no control characters.

    Also after a semicolon: spreadsheets of half of Europe cut a CSV file there, whatever it is separated by.
    """
    safe = _FORMULA.sub(r"\1\2'", _CONTROL.sub("", text))
    return f"'{safe}" if safe.startswith(_CUTTING) else safe


def write_harmless_cells() -> None:
    """In every CSV of the admin; called once, from `ready()`."""
    preprocess = SpreadsheetExportMixin.preprocess_field_value

    @wraps(preprocess)
    def harmless_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        cell = preprocess(self, field, value, export_format)
        return harmless(cell) if export_format == self.FORMAT_CSV and isinstance(cell, str) else cell

    SpreadsheetExportMixin.preprocess_field_value = harmless_value


def _made_in(language: str, zone: tzinfo, rows: Iterable[Any]) -> Iterator[Any]:
    """Each row with both, and nothing else that runs between two of them."""
    left = iter(rows)
    while True:
        with translation.override(language), timezone.override(zone):
            row = next(left, None)
        if row is None:
            return
        yield row


def write_marked_csv() -> None:
    """Every CSV of the admin says that it is UTF-8, and speaks the reader's language; called once, from `ready()`.

    Wagtail writes no mark and names no encoding (`write_csv_response`); Excel then reads accents as two letters each.
    Its rows are made while they are sent, when the language and the zone of the request are no more.
    """
    write = SpreadsheetExportMixin.write_csv_response

    @wraps(write)
    def marked(self: Any, queryset: Any) -> Any:
        response = write(self, queryset)
        rows = _made_in(get_language() or "", timezone.get_current_timezone(), response.streaming_content)
        response.streaming_content = chain([codecs.BOM_UTF8], rows)
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        return response

    SpreadsheetExportMixin.write_csv_response = marked
