"""Checking a file and importing it. Either everything that is right is written, in one transaction, or nothing."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from cities.enums import ImportState, LineOutcome
from cities.models import ImportLine, InitiativeImport
from cities.selectors.imports import index_pages
from cities.services.importing.drafts import DraftWriter
from cities.services.importing.fields import FIELDS, NEEDED, field_named, recognised
from cities.services.importing.lines import NEEDED_LATER, LineReader, ReadLine
from cities.services.importing.matching import Match, match_lines
from cities.services.importing.problems import ImportRefusedError, Problem
from cities.services.importing.sheets import Sheet, open_sheet
from cities.services.importing.vocabulary import read_vocabulary
from portal.services.tables import Table
from portal.tenancy.models import Cite

CHUNK = 250
LINE_COLUMNS = [column.attname for column in ImportLine._meta.concrete_fields if not column.primary_key]
# Lines done, and how many there are where that is known.
Tell = Callable[[int, int | None], None]
# How a file is opened: encoding, separator and sheet where they aren't to be told from the file.
Reading = dict[str, str]


@dataclass
class Report:
    """What a check found, or an import did. `lines` are given on as they are found; nothing is kept here."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[Problem] = field(default_factory=list)
    written: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether every line can be imported."""
        return not self.counts[LineOutcome.INVALID]


class _WrongLinesError(Exception):
    """Lines are wrong and weren't to be skipped: nothing is written."""


def name_columns(headers: Sequence[str], named: Iterable[tuple[str, str]] = ()) -> list[str]:
    """For each header its field: as recognised, but for those that are named; a field "" leaves a column out.

    Raises:
        ImportRefusedError: a name is of no header or field, or stands for several.
    """
    columns = recognised(headers)
    for header, wanted in named:
        places = [place for place, known in enumerate(headers) if known == header]
        if len(places) != 1:
            code = "twin_header" if places else "unknown_header"
            raise ImportRefusedError(code, header=header, headers=[known for known in headers if known])
        chosen = wanted if wanted in FIELDS else field_named(wanted)
        if wanted and not chosen:
            raise ImportRefusedError("unknown_field", field=wanted, fields=list(FIELDS))
        columns = ["" if known == chosen and chosen else known for known in columns]
        columns[places[0]] = chosen
    return columns


def check_columns(columns: Sequence[str]) -> None:
    """What every file must have.

    Raises:
        ImportRefusedError: naming the field that is missing, or named twice.
    """
    for name in FIELDS:
        if columns.count(name) > 1:
            raise ImportRefusedError("mapped_twice", field=name)
        if name in NEEDED and name not in columns:
            raise ImportRefusedError("unmapped", field=name)


def offered_languages(cite: Cite) -> list[str]:
    """The languages in which the Cité has a page of initiatives.

    Raises:
        ImportRefusedError: it has none.
    """
    found = list(index_pages(cite=cite))
    if not found:
        raise ImportRefusedError("no_pages", cite=cite.short_name)
    return found


def check_file(
    job: InitiativeImport,
    file: IO[bytes],
    *,
    tell: Tell,
    keep: Callable[[list[Match]], None],
    reading: Reading | None = None,
) -> Report:
    """What importing would do, line by line; `keep` gets them by the hundred. Writes nothing.

    Raises:
        ImportRefusedError: the file can't be read.
    """
    report = Report()
    with _read(job, file, reading, report) as lines:
        done = 0
        for chunk in _chunks(lines):
            matches = match_lines(chunk, cite=job.cite, lock=False)
            report.counts.update(match.outcome.value for match in matches)
            keep(matches)
            done += len(chunk)
            tell(done, None)
    return report


def import_file(job: InitiativeImport, file: IO[bytes], *, tell: Tell, reading: Reading | None = None) -> Report:
    """Import it, with its report, in one transaction; or write nothing at all where lines are wrong that aren't to be
    skipped. `Report.written` tells which. `job` is saved in either case.

    Raises:
        ImportRefusedError: the file can't be read, or others wrote to the same pages; nothing was written.
    """
    report = Report()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        # Read and understood before the transaction begins: it holds the one lock of SQLite.
        total = _spool(job, file, reading, report, spool, tell)
        try:
            with transaction.atomic():
                _write(job, _spooled(spool), report, total, tell)
        except _WrongLinesError:
            report.counts.clear()
        except (IntegrityError, DatabaseError) as error:
            raise ImportRefusedError("busy") from error
        else:
            report.written = True
    return report


def _write(job: InitiativeImport, lines: Iterable[ReadLine], report: Report, total: int, tell: Tell) -> None:
    # Two imports into one Cité wait for each other.
    cite = Cite.objects.select_for_update(of=("self",)).select_related("container").get(pk=job.cite_id)
    moment = timezone.now()
    indices = {code: page.pk for code, page in index_pages(cite=cite).items()}
    writer = DraftWriter(cite=cite, indices=indices, user_id=job.user_id, written_at=moment)
    job.lines.all().delete()
    kept, done = Table(ImportLine), 0
    for chunk in _chunks(lines):
        matches = match_lines(chunk, cite=cite, lock=True)
        if not job.skip_invalid and any(match.outcome == LineOutcome.INVALID for match in matches):
            raise _WrongLinesError
        writer.write(matches)
        for line in as_lines(job, matches):
            kept.add(**{name: getattr(line, name) for name in LINE_COLUMNS})
        kept.write()
        report.counts.update(match.outcome.value for match in matches)
        done += len(chunk)
        tell(done, total)
    job.state, job.written_at, job.refusal = ImportState.DONE, moment, {}
    job.counts, job.notes = dict(report.counts), [note.stored() for note in report.notes]
    job.save()
    log(instance=cite, action="cities.import", user=job.user, data={"numbers": job.counts})


def as_lines(job: InitiativeImport, matches: Iterable[Match]) -> list[ImportLine]:
    """The report of some lines, not kept yet."""
    return [
        ImportLine(
            of_import=job,
            number=match.line.number,
            external_id=match.line.external_id,
            title=match.line.title[:100],
            outcome=match.outcome,
            problems=[problem.stored() for problem in match.problems],
            page_id=match.page_id,
            revision_id=match.revision_id,
            saved_at=match.saved_at,
            previous_id=match.previous_id,
            before=match.known.digests if match.known and match.revision_id else {},
        )
        for match in matches
    ]


# -- Reading -----------------------------------------------------------------------------------------------------


@contextmanager
def _read(
    job: InitiativeImport, file: IO[bytes], reading: Reading | None, report: Report
) -> Iterator[Iterator[ReadLine]]:
    check_columns(job.columns)
    with open_sheet(file, **(reading or {})) as sheet:
        report.notes = [*sheet.notes, *_remarks(job, sheet)]
        vocabulary = read_vocabulary(job.cite, offered_languages(job.cite))
        reader = LineReader(headers=sheet.headers, columns=job.columns, language=job.language, vocabulary=vocabulary)
        yield (reader.read(line) for line in sheet.lines)


def _remarks(job: InitiativeImport, sheet: Sheet) -> list[Problem]:
    named = zip(sheet.headers, job.columns, strict=False)
    ignored = [header for header, name in named if header and not name]
    notes = [Problem("ignored", values={"headers": ignored})] if ignored else []
    lacking = [name for name in NEEDED_LATER if name not in job.columns]
    return [*notes, Problem("no_column", values={"fields": lacking})] if lacking else notes


def _spool(
    job: InitiativeImport, file: IO[bytes], reading: Reading | None, report: Report, spool: IO[str], tell: Tell
) -> int:
    """Set the lines aside as they were understood; how many there are."""
    count = 0
    with _read(job, file, reading, report) as lines:
        for count, line in enumerate(lines, start=1):
            kept = {
                "number": line.number,
                "external_id": line.external_id,
                "language": line.language,
                "values": {"title": line.title},
                "part": line.part,
                "digests": line.digests,
                "problems": [problem.stored() for problem in line.problems],
            }
            spool.write(json.dumps(kept) + "\n")
            if count % CHUNK == 0:
                tell(count, None)
    return count


def _spooled(spool: IO[str]) -> Iterator[ReadLine]:
    spool.seek(0)
    for text in spool:
        kept: dict[str, Any] = json.loads(text)
        problems = [Problem.restored(problem) for problem in kept.pop("problems")]
        yield ReadLine(**kept, problems=problems)


def _chunks(lines: Iterable[ReadLine]) -> Iterator[list[ReadLine]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
