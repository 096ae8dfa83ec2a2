"""Exports of the admin: a cell that begins like a formula is text, for whatever a Cité's people typed stands in them.

Wagtail writes CSV cells as they are (`SpreadsheetExportMixin.preprocess_field_value`, wagtail/admin/views/mixins.py),
and a spreadsheet would run them (OWASP, CSV injection). Workbooks keep text as text by themselves.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless_cell(value: Any) -> Any:
    """A text that begins like a formula, marked as text; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_harmless_cells() -> None:
    """In every CSV of the admin; called once, from `ready()`."""
    preprocess = SpreadsheetExportMixin.preprocess_field_value

    @wraps(preprocess)
    def harmless(self: Any, field: str, value: Any, export_format: str) -> Any:
        cell = preprocess(self, field, value, export_format)
        return harmless_cell(cell) if export_format == self.FORMAT_CSV else cell

    SpreadsheetExportMixin.preprocess_field_value = harmless
