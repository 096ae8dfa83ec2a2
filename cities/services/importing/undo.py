"""Undoing an import: drafts it made go, changed ones get their earlier version back, unless a hand was on them since.

Line by line, some in a transaction: what can't be undone is refused with the reason, and keeps nobody else's waiting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Comment, Page, PageLogEntry, ReferenceIndex, Revision, WorkflowState

from cities.enums import ImportState, LineOutcome, LineUndo
from cities.models import ImportedInitiative, ImportLine, Initiative, InitiativeImport, InitiativePage
from cities.selectors.imports import last_import
from cities.services.importing.content import COMPARED, keys_filled
from cities.services.importing.drafts import DraftWriter
from cities.services.importing.lines import ReadLine
from cities.services.importing.matching import Match, content_of, pages_in_review
from cities.services.importing.problems import Problem
from portal.audit.receivers import CITE
from portal.services.tables import Table, change_rows, erase

if TYPE_CHECKING:
    from portal.accounts.models import User

CHUNK = 250
# How many titles a question before undoing names.
TITLES = 20
WRITTEN = (LineOutcome.NEW, LineOutcome.CHANGED)


class UndoRefusedError(ValueError):
    """The import can't be undone; the message says why."""


@transaction.atomic
def begin_undo(job: InitiativeImport) -> None:
    """Claim an import for undoing.

    Raises:
        UndoRefusedError: it isn't the Cité's last one, or is being undone already.
    """
    last = last_import(cite=job.cite)
    if last is None or last.pk != job.pk:
        raise UndoRefusedError(_("Only the last import into a Cité can be undone."))
    claimed = InitiativeImport.objects.filter(pk=job.pk, state=ImportState.DONE).update(state=ImportState.UNDOING)
    if not claimed:
        raise UndoRefusedError(_("This import is being undone already."))
    job.state = ImportState.UNDOING


def undo_import(job: InitiativeImport, *, user: User | None, tell: Callable[[int, int | None], None]) -> dict[str, int]:
    """Undo what can be undone; answers how many lines were removed, restored and refused. Run again after a stop, it
    goes on where it was."""
    lines = job.lines.filter(outcome__in=WRITTEN)
    total, waiting = lines.count(), lines.filter(undo=LineUndo.NONE).order_by("number")
    while chunk := list(waiting[:CHUNK]):
        with transaction.atomic():
            _undo_lines(job, chunk, user)
        tell(total - waiting.count(), total)
    counts = Counter(lines.values_list("undo", flat=True))
    with transaction.atomic():
        job.state, job.undone_at = ImportState.UNDONE, timezone.now()
        job.save(update_fields=["state", "undone_at"])
        log(instance=job.cite, action="cities.import_undo", user=user, data={"numbers": dict(counts)})
    return dict(counts)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What undoing would do now: how many drafts go, go back to an earlier version, stay; and whose titles, some."""

    removed: int
    restored: int
    refused: int
    titles: dict[str, list[str]]


def foresee_undo(job: InitiativeImport) -> Foreseen:
    """What undoing would do, by the same reasons; nothing is written."""
    titles: dict[str, list[str]] = {state.value: [] for state in LineUndo if state}
    counts: Counter[str] = Counter()
    lines = job.lines.filter(outcome__in=WRITTEN, undo=LineUndo.NONE).order_by("number", "pk")
    found = lines.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        keys = [line.page_id for line in chunk if line.page_id]
        pages = InitiativePage.objects.filter(pk__in=keys).select_related("latest_revision").in_bulk()
        touched = _Touched(pages.values())
        for line in chunk:
            page = pages.get(line.page_id) if line.page_id else None
            done = LineUndo.REMOVED if line.outcome == LineOutcome.NEW else LineUndo.RESTORED
            state = LineUndo.REFUSED if page is None or touched.reason(line, page) else done
            counts[state.value] += 1
            if len(titles[state.value]) < TITLES:
                titles[state.value].append(line.title or line.external_id)
    return Foreseen(
        removed=counts[LineUndo.REMOVED.value],
        restored=counts[LineUndo.RESTORED.value],
        refused=counts[LineUndo.REFUSED.value],
        titles=titles,
    )


def _undo_lines(job: InitiativeImport, lines: Sequence[ImportLine], user: User | None) -> None:
    keys = [line.page_id for line in lines if line.page_id]
    # Nobody saves them meanwhile.
    list(Page.objects.select_for_update().filter(pk__in=keys).values_list("pk"))
    pages = InitiativePage.objects.filter(pk__in=keys).select_related("latest_revision").in_bulk()
    touched = _Touched(pages.values())
    new, changed = [], []
    for line in lines:
        page = pages.get(line.page_id) if line.page_id else None
        reason = touched.reason(line, page)
        if reason or page is None:
            line.undo = LineUndo.REFUSED
            line.problems = [*line.problems, Problem(reason).stored()]
        elif line.outcome == LineOutcome.NEW:
            new.append((line, page))
        else:
            changed.append((line, page))
    _remove(job, new, user)
    _restore(job, changed, user)
    said = {line.pk: {"undo": str(line.undo), "problems": line.problems, "page_id": line.page_id} for line in lines}
    change_rows(ImportLine, said)


class _Touched:
    """What people have done to these pages since, read at once."""

    def __init__(self, pages: Iterable[InitiativePage]) -> None:
        found = list(pages)
        keys, uids = [page.pk for page in found], [page.translation_key for page in found]
        self.in_review = pages_in_review(keys)
        self.commented = set(Comment.objects.filter(page__in=keys).values_list("page", flat=True))
        others = Page.objects.filter(translation_key__in=uids).exclude(pk__in=keys)
        self.translated = set(others.values_list("translation_key", flat=True))
        self.shown = set(Page.objects.filter(alias_of__in=keys).values_list("alias_of", flat=True))
        public = Initiative.objects.filter(uid__in=uids, facts_at__isnull=False)
        self.published = set(public.values_list("uid", flat=True))
        previous = ImportLine.objects.filter(page__in=keys, previous_id__isnull=False)
        self.kept = set(Revision.objects.filter(pk__in=previous.values("previous_id")).values_list("pk", flat=True))

    def reason(self, line: ImportLine, page: InitiativePage | None) -> str:
        """Why a line can't be undone, or nothing."""
        if page is None:
            return "undo_deleted"
        revision = page.latest_revision
        # An autosave may write over a revision: then its moment differs.
        kept = revision is not None and (revision.pk, revision.created_at) == (line.revision_id, line.saved_at)
        if not kept:
            return "undo_edited"
        if page.locked or page.pk in self.in_review:
            return "locked" if page.locked else "in_review"
        return (
            self._reason_to_stay(page) if line.outcome == LineOutcome.NEW else self._reason_not_to_go_back(line, page)
        )

    def _reason_to_stay(self, page: InitiativePage) -> str:
        if page.live or page.translation_key in self.published:
            return "undo_published"
        if page.translation_key in self.translated or page.pk in self.shown:
            return "undo_translated"
        return "undo_commented" if page.pk in self.commented else ""

    def _reason_not_to_go_back(self, line: ImportLine, page: InitiativePage) -> str:
        if page.live and page.live_revision_id == line.revision_id:
            return "undo_live"
        return "" if line.previous_id in self.kept else "undo_no_previous"


Undone = Sequence[tuple[ImportLine, InitiativePage]]


def _remove(job: InitiativeImport, found: Undone, user: User | None) -> None:
    """Delete drafts that were never public, with all that hangs on them, and their rows, to which nothing refers.

    In statements: one by one, Wagtail takes a hundred times as long. No signal is missed, for a draft is in no search,
    feed or frame.
    """
    if not found:
        return
    keys, uids = [page.pk for _line, page in found], [page.translation_key for _line, page in found]
    types = ContentType.objects.get_for_models(Page, InitiativePage)
    ids = [str(key) for key in keys]
    ImportedInitiative.objects.filter(page__in=keys).delete()
    for model in (Revision, WorkflowState, ReferenceIndex):
        erase(model._default_manager.filter(base_content_type=types[Page], object_id__in=ids))
    # The log stays, as after any deletion.
    log_table = Table(PageLogEntry, content_type_id=types[InitiativePage].pk, user_id=user.pk if user else None)
    for _line, page in found:
        log_table.add(
            page_id=page.pk, label=page.draft_title, action="wagtail.delete", timestamp=timezone.now(), deleted=True,
            data={CITE: job.cite_id},
        )  # fmt: skip
    log_table.write()
    erase(Page.objects.filter(pk__in=keys))
    erase(Initiative.objects.filter(uid__in=uids, facts_at__isnull=True))
    for path, number in Counter(page.path[: -Page.steplen] for _line, page in found).items():
        Page.objects.filter(path=path).update(numchild=F("numchild") - number)
    for line, _page in found:
        line.undo, line.page_id = LineUndo.REMOVED, None


def _restore(job: InitiativeImport, found: Undone, user: User | None) -> None:
    """Make earlier versions the drafts again, as reverting to them in the history does."""
    earlier = Revision.objects.in_bulk([line.previous_id for line, _page in found])
    matches = [_to_restore(line, page, earlier[line.previous_id]) for line, page in found if line.previous_id]
    moment = timezone.now()
    writer = DraftWriter(cite=job.cite, indices={}, user_id=user.pk if user else None, written_at=moment)
    said = {line.page_id: _revision_said(earlier[line.previous_id]) for line, _page in found if line.previous_id}
    writer.restore(matches, data={key: each for key, each in said.items() if key})
    as_published = [page.pk for line, page in found if page.live and page.live_revision_id == line.previous_id]
    change_rows(Page, {key: {"has_unpublished_changes": False} for key in as_published})
    before = {line.page_id: line.before for line, _page in found}
    known = ImportedInitiative.objects.filter(page__in=before).values_list("pk", "page")
    change_rows(ImportedInitiative, {key: {"digests": before[page]} for key, page in known})
    # The import before this one finds its own version under its new number.
    renewed = {line.previous_id: match.revision_id for (line, _page), match in zip(found, matches, strict=True)}
    older = ImportLine.objects.filter(revision_id__in=renewed).values_list("pk", "revision_id")
    change_rows(ImportLine, {key: {"revision_id": renewed[old], "saved_at": moment} for key, old in older})
    for line, _page in found:
        line.undo = LineUndo.RESTORED


def _to_restore(line: ImportLine, page: InitiativePage, earlier: Revision) -> Match:
    """The earlier content whole, and as what is to be written those parts that the import changed."""
    mine, theirs = content_of(page), dict(earlier.content)
    keys = [key for name in COMPARED for key in keys_filled(name)]
    part = {key: theirs[key] for key in keys if key in theirs and theirs[key] != mine.get(key)}
    read = ReadLine(line.number, line.external_id)
    return Match(read, LineOutcome.CHANGED, page=page, page_id=page.pk, content=theirs, part=part)


def _revision_said(earlier: Revision) -> dict[str, Any]:
    """As Wagtail's own log says it."""
    return {"revision": {"id": earlier.pk, "created": earlier.created_at.isoformat()}}
