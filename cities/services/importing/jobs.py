"""An import in the admin, from the file that is sent to its end: each step may be taken once, from the right state."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from cities.enums import ImportState
from cities.models import ImportLine, InitiativeImport
from cities.selectors.imports import KEEP_FILE, KEEP_REPORT, note_progress
from cities.services.importing.fields import FIELDS, recognised
from cities.services.importing.matching import Match
from cities.services.importing.problems import ImportRefusedError
from cities.services.importing.run import (
    Report,
    Tell,
    as_lines,
    check_columns,
    check_file,
    import_file,
    offered_languages,
)
from cities.services.importing.sheets import Line, open_sheet
from cities.services.importing.undo import undo_import

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.tenancy.models import Cite

logger = logging.getLogger(__name__)
PREVIEWED = 5
# Imports that are asked what their columns were.
REMEMBERED = 50
# From which states a step leads on.
BEFORE_CHECK = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)
BEFORE_IMPORT = (ImportState.CHECKED,)
RUNNING = (ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING)


class StepRefusedError(ValueError):
    """The step isn't open any more; the message says why."""


def receive(*, cite: Cite, user: User, file: File[bytes], name: str, language: str) -> InitiativeImport:
    """Keep a file, privately, once its beginning could be read.

    Raises:
        ImportRefusedError: it can't be read, or the Cité has no such language; nothing is kept.
    """
    offered = offered_languages(cite)
    if language and language not in offered:
        raise ImportRefusedError("no_language", language=language, offered=offered)
    headers, _first, _notes = look_into(file)
    return InitiativeImport.objects.create(
        cite=cite,
        user=user,
        file=File(file, name=name),
        file_name=name[-255:],
        language=language or offered[0],
        headers=headers,
        columns=named_before(cite, headers) or recognised(headers),
    )


def named_before(cite: Cite, headers: list[str]) -> list[str]:
    """What columns with these very headers were named the last time this Cité's people did; empty where they didn't."""
    earlier = InitiativeImport.objects.filter(cite=cite).exclude(state__in=(ImportState.UPLOADED, ImportState.FAILED))
    for job in earlier.only("headers", "columns")[:REMEMBERED]:
        if job.headers == headers:
            return [name if name in FIELDS else "" for name in job.columns]
    return []


def look_into(file: IO[bytes]) -> tuple[list[str], list[Line], list[str]]:
    """The headers, the first lines and what there is to say about the file.

    Raises:
        ImportRefusedError: it can't be read.
    """
    first: list[Line] = []
    with open_sheet(file) as sheet:
        for line in sheet.lines:
            first.append(line)
            if len(first) == PREVIEWED:
                break
        notes = [note.words()[0] for note in sheet.notes]
    file.seek(0)
    return sheet.headers, first, notes


def preview(job: InitiativeImport) -> tuple[list[Line], list[str]]:
    """The first lines of the file kept, and what there is to say about it.

    Raises:
        ImportRefusedError: it isn't kept any more.
    """
    with opened(job) as file:
        _headers, first, notes = look_into(file)
    return first, notes


@contextmanager
def opened(job: InitiativeImport) -> Iterator[IO[bytes]]:
    """The file kept.

    Raises:
        ImportRefusedError: it is gone.
    """
    if not job.file:
        raise ImportRefusedError("gone")
    try:
        file = job.file.storage.open(str(job.file.name))
    except OSError as error:
        raise ImportRefusedError("gone") from error
    with file:
        yield file


@transaction.atomic
def begin_check(job: InitiativeImport, *, columns: list[str]) -> None:
    """Keep what the columns are, and claim the import for a check.

    Raises:
        ImportRefusedError: a field that is needed has no column, or two.
        StepRefusedError: it is under way, or done.
    """
    check_columns(columns)
    _claim(job, BEFORE_CHECK, ImportState.CHECKING)
    job.columns, job.counts, job.refusal = columns, {}, {}
    job.save(update_fields=["columns", "counts", "refusal"])


@transaction.atomic
def begin_import(job: InitiativeImport, *, skip_invalid: bool) -> None:
    """Claim a checked import for writing.

    Raises:
        StepRefusedError: it isn't checked, or lines are wrong that weren't to be left out.
    """
    if job.counts.get("invalid") and not skip_invalid:
        raise StepRefusedError(_("Some lines are wrong: correct them, or choose to leave them out."))
    _claim(job, BEFORE_IMPORT, ImportState.IMPORTING)
    job.skip_invalid = skip_invalid
    job.save(update_fields=["skip_invalid"])


def _claim(job: InitiativeImport, before: tuple[ImportState, ...], state: ImportState) -> None:
    """Of two people who press a button, one gets it."""
    if not InitiativeImport.objects.filter(pk=job.pk, state__in=before).update(state=state):
        raise StepRefusedError(_("This step isn’t open any more: somebody was here before. Look at the page again."))
    job.state = state
    note_progress(job.pk, 0, None)


def discard(job: InitiativeImport) -> None:
    """Forget a file that was never imported, at once.

    Raises:
        StepRefusedError: it is under way, or was imported.
    """
    found = InitiativeImport.objects.filter(pk=job.pk, state__in=BEFORE_CHECK).first()
    if found is None:
        raise StepRefusedError(_("What is under way, or was imported, can’t be discarded."))
    found.delete()


# -- What tasks do -----------------------------------------------------------------------------------------------


def run_check(job: InitiativeImport) -> None:
    """Check the file and keep the report. Idempotent: begun again, it starts anew."""
    with _refusals(job), _speaking_to(job.user), opened(job) as file:
        job.lines.all().delete()

        def keep(matches: list[Match]) -> None:
            ImportLine.objects.bulk_create(as_lines(job, matches))

        report = check_file(job, file, tell=_teller(job), keep=keep)
        _keep_report(job, report)


def run_import(job: InitiativeImport) -> None:
    """Write what the file brings. Where lines turn out to be wrong that weren't to be left out, nothing is written and
    the import is back at its report."""
    with _refusals(job), _speaking_to(job.user), opened(job) as file:
        report = import_file(job, file, tell=_teller(job))
    if not report.written and job.state == ImportState.IMPORTING:
        run_check(job)


def run_undo(job: InitiativeImport, user: User | None) -> None:
    """Undo it. An error of ours leaves it to be undone again, from where it stopped."""
    try:
        with _speaking_to(user):
            undo_import(job, user=user, tell=_teller(job))
    except Exception:
        logger.exception("undoing import %s failed", job.pk)
        InitiativeImport.objects.filter(pk=job.pk, state=ImportState.UNDOING).update(state=ImportState.DONE)


def _keep_report(job: InitiativeImport, report: Report) -> None:
    job.state, job.refusal = ImportState.CHECKED, {}
    job.counts, job.notes = dict(report.counts), [note.stored() for note in report.notes]
    job.save(update_fields=["state", "refusal", "counts", "notes"])


def _teller(job: InitiativeImport) -> Tell:
    return lambda done, total: note_progress(job.pk, done, total)


@contextmanager
def _refusals(job: InitiativeImport) -> Iterator[None]:
    """What refuses the whole file is kept for the person; an error of ours is logged besides. Nothing was written."""
    try:
        yield
    except ImportRefusedError as error:
        _fail(job, error)
    except Exception:
        logger.exception("import %s failed", job.pk)
        _fail(job, ImportRefusedError("fault"))


def _fail(job: InitiativeImport, error: ImportRefusedError) -> None:
    job.state, job.refusal = ImportState.FAILED, error.problem.stored()
    InitiativeImport.objects.filter(pk=job.pk).update(state=job.state, refusal=job.refusal, counts={})
    job.lines.all().delete()


@contextmanager
def _speaking_to(user: User | None) -> Iterator[None]:
    """Values that are words, such as the names of stages, are kept in the person's language."""
    code = UserProfile.get_for_user(user).get_preferred_language() if user else None
    with translation.override(code) if code else translation.override(translation.get_language()):
        yield


# -- By the clock ------------------------------------------------------------------------------------------------


def forget_old(*, now: datetime.datetime | None = None) -> int:
    """Delete files whose time has come, with what was never imported, and old reports; how many files went."""
    moment = now or timezone.now()
    due = InitiativeImport.objects.filter(created_at__lt=moment - KEEP_FILE)
    never = due.filter(Q(state__in=BEFORE_CHECK) | Q(state__in=RUNNING))
    number = due.exclude(file="").count()
    for job in never:
        job.delete()
    for job in due.exclude(file=""):
        job.file.delete(save=False)
        InitiativeImport.objects.filter(pk=job.pk).update(file="")
    for job in InitiativeImport.objects.filter(created_at__lt=moment - KEEP_REPORT):
        job.delete()
    return number
