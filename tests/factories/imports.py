"""Files to import: tables as CSV and as workbooks, good ones and such as nobody should send."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from cities.enums import ImportState
from cities.models import ImportedInitiative, Initiative, InitiativeImport, InitiativePage
from cities.services.importing.run import import_file, name_columns
from cities.services.importing.sheets import open_sheet
from portal.accounts.models import User
from portal.tenancy.models import Cite
from tests.factories.portal import person

HEADERS = ("id", "language", "title", "summary", "need", "stage", "first year", "pôles")


def line(number: int = 1, **values: str) -> dict[str, str]:
    """A line that is right, but for what is said of it."""
    return {
        "id": f"A{number}",
        "language": "pt",
        "title": f"Oficina {number}",
        "summary": "Uma frase.",
        "need": "Escolher.\n\nMais.",
        "stage": "em curso",
        "first year": "2020",
        "pôles": "emploi",
        **values,
    }


FULL = line(
    1,
    title="Oficina",
    modes="on site",
    partners="Mairie = https://example.org/ | Universidade",
    figures="120 = pessoas",
    links="Relatório = https://example.org/r",
    place="Porto",
    latitude="41.15",
    longitude="-8.61",
    **{"partner Cités": "paris", "date of the figures": "2024", "source of the figures": "Relatório"},
)


def table(lines: Iterable[Mapping[str, str]]) -> list[list[str]]:
    """Rows with their header, columns in the order in which they are first met."""
    found = list(lines)
    headers = list(dict.fromkeys(name for each in found for name in each)) or list(HEADERS)
    return [headers, *([each.get(name, "") for name in headers] for each in found)]


def csv_bytes(rows: Iterable[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A table as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Iterable[Sequence[Any]], *, others: Sequence[str] = ()) -> bytes:
    """A table as the first sheet of a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for name in others:
        book.create_sheet(name).append(["other"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def repacked(workbook: bytes, **parts: bytes) -> bytes:
    """A workbook with some parts replaced or added; in a name, `__` stands for `/` and `_DOT_` for a point."""
    kept = io.BytesIO()
    named = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in named:
                new.writestr(part.filename, old.read(part.filename))
        for name, content in named.items():
            new.writestr(name, content)
    return kept.getvalue()


def sheet_xml(rows: str) -> bytes:
    """The XML of a sheet, by hand."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def make_job(cite: Cite, content: bytes, *, user: User | None = None, **values: Any) -> InitiativeImport:
    """An import of a file, its columns as recognised, ready to be checked or written."""
    with open_sheet(io.BytesIO(content)) as sheet:
        headers = sheet.headers
    values = {"state": ImportState.IMPORTING, "language": cite.name_language, "file_name": "table", **values}
    return InitiativeImport.objects.create(
        cite=cite, user=user, headers=headers, columns=name_columns(headers), **values
    )


def bring(cite: Cite, lines: Iterable[Mapping[str, str]], **values: Any) -> InitiativeImport:
    """Import these lines; answers the import with its report."""
    content = csv_bytes(table(lines))
    job = make_job(cite, content, **values)
    import_file(job, io.BytesIO(content), tell=lambda done, total: None)
    return job


def outcomes(job: InitiativeImport) -> dict[str, str]:
    """What became of each external id."""
    return {line.external_id: line.outcome for line in job.lines.all()}


def said_of(job: InitiativeImport, external_id: str) -> list[str]:
    """Codes of the problems of one line."""
    return [problem["code"] for problem in job.lines.get(external_id=external_id).problems]


def draft_of(job: InitiativeImport, external_id: str = "A1") -> InitiativePage:
    """The page that a line became."""
    page = job.lines.get(external_id=external_id).page
    assert page is not None
    return InitiativePage.objects.get(pk=page.pk)


def saved(page: InitiativePage, **values: Any) -> InitiativePage:
    """A person saves a draft with other values."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    if not page.live:
        draft.save()
    draft.save_revision(user=person())
    return InitiativePage.objects.get(pk=page.pk)


def snapshot() -> dict[str, int]:
    """How many rows there are of everything an import writes, but for its own report."""
    models = (Page, InitiativePage, Initiative, Revision, PageLogEntry, ImportedInitiative, ReferenceIndex)
    return {model.__name__: model._default_manager.count() for model in models}
