"""An empty table to fill: headers in the reader's language, and one line marked as an example."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.styles import Alignment, Font

from cities.enums import Mode, Stage
from cities.models import Audience, Pole
from cities.services.importing.csv_rows import as_csv
from cities.services.importing.fields import EXAMPLE_MARK, FIELDS, RICH, example_in, headers_in
from cities.services.importing.vocabulary import first_name

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDE, NARROW = 40, 18


def write_template(kind: str, language: str) -> bytes:
    """The file, "csv" or "xlsx". A line whose identifier begins with # is never imported."""
    headers, example = headers_in(language), _example(language)
    rows = [[headers[name] for name in FIELDS], [example.get(name, "") for name in FIELDS]]
    return b"".join(as_csv(iter(rows))) if kind == "csv" else _workbook(rows)


def _example(language: str) -> dict[str, str]:
    return {
        **example_in(language),
        "external_id": f"{EXAMPLE_MARK}1",
        "language": language,
        "stage": str(Stage.RUNNING.label),
        "start_year": "2023",
        "end_year": "2025",
        "poles": first_name(Pole, language),
        "audiences": first_name(Audience, language),
        "modes": str(Mode.ON_SITE.label),
        "contact_email": "name@example.org",
        "source_url": "https://example.org/",
    }


def _workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for place, name in enumerate(FIELDS, start=1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.cell(2, place).font = Font(italic=True)
        sheet.cell(2, place).alignment = Alignment(wrap_text=True, vertical="top")
        letter = sheet.cell(1, place).column_letter
        sheet.column_dimensions[letter].width = WIDE if name in (*RICH, "title", "lead") else NARROW
        # Identifiers keep their zeros, and nothing becomes a date.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
