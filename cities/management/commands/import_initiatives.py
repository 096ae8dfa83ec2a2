"""`manage.py import_initiatives`: initiatives of a Cité from a CSV file or a workbook, as drafts."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db.utils import OperationalError, ProgrammingError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.enums import ImportState, LineOutcome, LineUndo
from cities.models import ImportLine, InitiativeImport
from cities.selectors.imports import can_import, last_import
from cities.services.importing.csv_rows import as_csv
from cities.services.importing.fields import template_language
from cities.services.importing.problems import ImportRefusedError, KnownWords, Problem
from cities.services.importing.report import report_header, report_rows
from cities.services.importing.run import (
    Reading,
    Report,
    as_lines,
    check_file,
    import_file,
    name_columns,
    offered_languages,
)
from cities.services.importing.sheets import open_sheet
from cities.services.importing.templates import write_template
from cities.services.importing.undo import UndoRefusedError, begin_undo, undo_import
from portal.accounts.models import User
from portal.commands import DatabaseCommand
from portal.tenancy.models import Cite

EVERY_SECONDS = 2.0


class Command(DatabaseCommand):
    help = (
        "Makes drafts of initiatives from a CSV file or a workbook (.xlsx), in the one Cité named. Each line is known "
        "by its identifier: imported again, what hasn't changed is left, what has changed becomes a new draft, and "
        "what a person has edited here meanwhile is never overwritten. Nothing is written unless every line is right, "
        "or --skip-invalid is given. Exit code 0: done; 1: one line on standard error says why not. "
        "See docs/import.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="the file; its content tells what it is")
        parser.add_argument("--cite", help="short name in addresses of the Cité, such as porto")
        parser.add_argument("--dry-run", action="store_true", help="check and report, write nothing")
        parser.add_argument("--skip-invalid", action="store_true", help="import the lines that are right, leave others")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER=FIELD",
            help="what a column is, where its name isn't recognised: --map 'Their header=title'; "
            "'Their header=' leaves it out; may be repeated",
        )
        parser.add_argument("--language", help="of lines that don't say; by default the first of the Cité's site")
        parser.add_argument("--user", metavar="EMAIL", help="the person noted as the author of the drafts")
        parser.add_argument("--report", metavar="CSV", help="write the report of every line to this file")
        parser.add_argument("--report-language", metavar="CODE", help="of messages and templates (fr)")
        parser.add_argument("--encoding", default="", help="of CSV, where it is guessed wrongly, such as cp1252")
        parser.add_argument("--delimiter", default="", help="of CSV, where it is guessed wrongly; TAB for a tab")
        parser.add_argument("--sheet", default="", help="of a workbook; by default the first that is shown")
        parser.add_argument("--undo", action="store_true", help="undo the Cité's last import, and do nothing else")
        parser.add_argument(
            "--template", metavar="FILE", help="write an empty table with an example (.csv or .xlsx), and nothing else"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["report_language"] or settings.LANGUAGE_CODE
        if code not in dict(settings.LANGUAGES):
            said = {"code": code, "codes": ", ".join(dict(settings.LANGUAGES))}
            raise CommandError(_("There is no language “%(code)s”. There are: %(codes)s.") % said)
        with translation.override(code):
            try:
                self._run(options)
            except (OperationalError, ProgrammingError) as error:
                said = {"error": error}
                raise CommandError(
                    _("The database isn’t ready: %(error)s. Run “manage.py migrate” first.") % said
                ) from error
            except (ImportRefusedError, UndoRefusedError) as error:
                raise CommandError(" ".join(str(error).split())) from error
            except OSError as error:
                raise CommandError(f"{error.filename or _('The file')}: {error.strerror or error}.") from error

    def _run(self, options: dict[str, Any]) -> None:
        if options["template"]:
            self._template(Path(options["template"]))
            return
        cite = self._cite(options["cite"])
        user = self._user(options["user"], cite)
        if options["undo"]:
            self._undo(cite, user)
            return
        if not options["file"]:
            raise CommandError(_("Name the file to import, or --undo, or --template. --help explains."))
        path = Path(options["file"])
        with path.open("rb") as file:
            self._import(file, path, cite, user, options)

    # -- What is asked for -----------------------------------------------------------------------------------

    @staticmethod
    def _cite(slug: str | None) -> Cite:
        if not slug:
            raise CommandError(_("Say which Cité: --cite porto."))
        cite = Cite.objects.select_related("container", "site").filter(slug=slug).first()
        if cite is None:
            raise CommandError(_("There is no Cité “%(slug)s”.") % {"slug": slug})
        return cite

    @staticmethod
    def _user(email: str | None, cite: Cite) -> User | None:
        if not email:
            return None
        user = User.objects.filter(email__iexact=email).first()
        if user is None or not can_import(user, cite=cite):
            said = {"email": email, "cite": cite.short_name}
            raise CommandError(_("“%(email)s” is nobody who may import into %(cite)s.") % said)
        return user

    @staticmethod
    def _named(options: dict[str, Any]) -> list[tuple[str, str]]:
        named = []
        for entry in options["map"]:
            header, mark, field = entry.rpartition("=")
            if not mark:
                raise CommandError(_("--map wants HEADER=FIELD, not “%(entry)s”.") % {"entry": entry})
            named.append((header.strip(), field.strip()))
        return named

    def _job(
        self, file: IO[bytes], path: Path, cite: Cite, user: User | None, options: dict[str, Any], reading: Reading
    ) -> InitiativeImport:
        offered = offered_languages(cite)
        language = options["language"] or offered[0]
        if language not in offered:
            said = {"language": language, "languages": ", ".join(offered)}
            raise CommandError(_("The site has no initiatives in “%(language)s”. It has: %(languages)s.") % said)
        with open_sheet(file, **reading) as sheet:
            headers = sheet.headers
        return InitiativeImport(
            cite=cite,
            user=user,
            file_name=path.name[-255:],
            language=language,
            headers=headers,
            columns=name_columns(headers, self._named(options)),
            skip_invalid=options["skip_invalid"],
            state=ImportState.IMPORTING,
        )

    # -- Doing it --------------------------------------------------------------------------------------------

    def _import(self, file: IO[bytes], path: Path, cite: Cite, user: User | None, options: dict[str, Any]) -> None:
        tab = options["delimiter"].upper() in ("TAB", "\\T")
        delimiter = "\t" if tab else options["delimiter"]
        if len(delimiter) > 1:
            raise CommandError(_("--delimiter is one character, or TAB."))
        reading = {"encoding": options["encoding"], "delimiter": delimiter, "sheet": options["sheet"]}
        job = self._job(file, path, cite, user, options, reading)
        lines = _Lines(self, options["report"])
        meter = _Meter(self)
        if not options["dry_run"]:
            job.save()
            try:
                report = import_file(job, file, tell=meter.tell, reading=reading)
            except BaseException:
                job.delete()
                raise
            if report.written:
                lines.keep(job.lines.order_by("number").iterator(chunk_size=500))
                lines.close()
                self._sum_up(report, meter, is_written=True)
                return
            job.delete()
            job.pk = None
        report = check_file(
            job, file, tell=meter.tell, keep=lambda found: lines.keep(as_lines(job, found)), reading=reading
        )
        lines.close()
        self._sum_up(report, meter, is_written=False)
        wrong = report.counts[LineOutcome.INVALID]
        if wrong and not (options["dry_run"] and options["skip_invalid"]):
            total = report.counts.total()
            said = ngettext(
                "%(wrong)s of %(total)s lines is wrong; nothing was written. Correct it, or add --skip-invalid.",
                "%(wrong)s of %(total)s lines are wrong; nothing was written. Correct them, or add --skip-invalid.",
                wrong,
            )
            raise CommandError(said % {"wrong": wrong, "total": total})
        if options["dry_run"]:
            self._say(_("Dry run: nothing was written."))

    def _undo(self, cite: Cite, user: User | None) -> None:
        job = last_import(cite=cite)
        if job is None:
            raise CommandError(_("There is no import into %(cite)s to undo.") % {"cite": cite.short_name})
        begin_undo(job)
        counts = undo_import(job, user=user, tell=_Meter(self).tell)
        for line in job.lines.filter(undo=LineUndo.REFUSED):
            for problem in map(Problem.restored, line.problems[-1:]):
                self._say(f"{line.number} {line.external_id}: {' '.join(problem.words())}")
        said = ", ".join(f"{LineUndo(name).label}: {number}" for name, number in counts.items())
        self._say(_("Undone: %(file)s. %(counts)s") % {"file": job.file_name, "counts": said})

    def _template(self, path: Path) -> None:
        kind = path.suffix.lower().removeprefix(".")
        if kind not in ("csv", "xlsx"):
            raise CommandError(_("A template ends in .csv or .xlsx."))
        path.write_bytes(write_template(kind, template_language()))
        self._say(_("Template written: %(path)s") % {"path": path})

    def _sum_up(self, report: Report, meter: _Meter, *, is_written: bool) -> None:
        for note in report.notes:
            self._say(note.words()[0])
        if not is_written:
            self._say(_("Not written; it would be:"))
        for outcome in LineOutcome:
            if report.counts[outcome]:
                self._say(f"{outcome.label}: {report.counts[outcome]}")
        if not any(report.counts[outcome] for outcome in (LineOutcome.NEW, LineOutcome.CHANGED, LineOutcome.INVALID)):
            self._say(_("Nothing to write: every line is here as it is in the file, or was left out."))
        meter.end(report.counts.total())

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


class _Lines:
    """Says what is to be said of lines, and writes the report of all of them where it is asked for."""

    def __init__(self, command: Command, path: str | None) -> None:
        self.command = command
        self.known = KnownWords()
        self.file = Path(path).open("wb") if path else None  # noqa: SIM115  # closed by close()
        if self.file:
            self.file.writelines(as_csv(iter([report_header()])))

    def keep(self, lines: Iterable[ImportLine]) -> None:
        """Some lines, in their order."""
        for line in lines:
            for problem in (Problem.restored(kept) for kept in line.problems):
                place = f" [{problem.place}]" if problem.place else ""
                self.command._say(f"{line.number} {line.external_id}{place}: {' '.join(problem.words(self.known))}")
            if self.file:
                self.file.writelines(as_csv(report_rows([line], self.known), mark=False))

    def close(self) -> None:
        if self.file:
            self.file.close()


class _Meter:
    """Progress every few seconds, and how long it took."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.started = self.told = time.monotonic()

    def tell(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self.told >= EVERY_SECONDS:
            self.told = now
            self.command._say(_("Lines: %(done)s") % {"done": f"{done}/{total}" if total else done})

    def end(self, lines: int) -> None:
        said = ngettext("%(number)s line in %(seconds)s s.", "%(number)s lines in %(seconds)s s.", lines)
        self.command._say(said % {"number": lines, "seconds": f"{time.monotonic() - self.started:.1f}"})
