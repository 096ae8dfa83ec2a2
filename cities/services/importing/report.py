"""The report as a table: a row per problem, and one for each line without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.enums import LineOutcome
from cities.models import ImportLine
from cities.services.importing.problems import KnownWords, Problem

MADE = frozenset({LineOutcome.NEW, LineOutcome.CHANGED})


def report_header() -> list[str]:
    """Names of the columns, in the active language."""
    return [
        _("Line"),
        _("Identifier"),
        _("Title"),
        _("Outcome"),
        _("Column"),
        _("What was wrong"),
        _("What to do"),
        _("Draft"),
        _("Undone"),
    ]


def report_rows(lines: Iterable[ImportLine], known: KnownWords | None = None) -> Iterator[list[str]]:
    """The rows below it."""
    known = KnownWords() if known is None else known
    for line in lines:
        address = draft_address(line.page_id) if line.page_id else ""
        start = [str(line.number), line.external_id, line.title, outcome_of(line)]
        end = [address, str(line.get_undo_display()) if line.undo else ""]
        problems = [Problem.restored(problem) for problem in line.problems]
        for problem in problems:
            yield [*start, problem.place, *problem.words(known), *end]
        if not problems:
            yield [*start, "", "", "", *end]


def outcome_of(line: ImportLine) -> str:
    """What the line made; that it made nothing where it was only read."""
    said = str(line.get_outcome_display())
    if line.outcome in MADE and line.revision_id is None:
        return _("%(outcome)s (not written)") % {"outcome": said}
    return said


def draft_address(page_id: int) -> str:
    """Where a draft is edited, on the network's host."""
    return f"{settings.NETWORK_ADDRESS}{reverse('wagtailadmin_pages:edit', args=[page_id])}"
