"""What a Cité's label and membership are on a date: the one place that answers it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from label.enums import GROUP_OF, EventKind, LabelStatus, MembershipStatus, StatusGroup
from label.models.dates import KnownDate, known
from label.models.history import History, arrange_leniently
from label.models.transitions import LABEL, MEMBERSHIP


@dataclass(frozen=True, slots=True)
class EventLine:
    """One recorded event, read for showing; `session`, `renewal_year` and `dashboard_received` are the label's."""

    id: int
    kind: str
    known: KnownDate
    recorded: datetime.date
    source: str
    source_url: str
    note: str
    note_en: str
    session: str = ""
    renewal_year: int | None = None
    dashboard_received: datetime.date | None = None

    @property
    def date(self) -> datetime.date:
        return self.known.first

    @property
    def precision(self) -> str:
        return self.known.precision

    def note_for(self, language: str) -> tuple[str, str]:
        """The note and its language: English for those who read it, French for everyone else."""
        return (self.note_en, "en") if language == "en" and self.note_en else (self.note, "fr")


LabelHistory = History[EventLine]


@dataclass(frozen=True, slots=True)
class Standing:
    """The label on a date.

    `since` is the date of the event that led to the status, `labelled_since` that of the grant where the Cité is
    labelled and the grant is recorded, `opened` that of the opening. `is_open` is false while the mark is suspended
    and after the end.
    """

    status: LabelStatus
    since: KnownDate | None = None
    labelled_since: KnownDate | None = None
    opened: KnownDate | None = None
    is_open: bool = False

    @property
    def group(self) -> StatusGroup | None:
        """How it is counted; None where nothing is recorded."""
        return GROUP_OF.get(self.status)

    @property
    def is_followup_unknown(self) -> bool:
        """Open under a label in project: no source says what followed, which isn't to say that nothing did."""
        return self.status == LabelStatus.PROJECT and self.is_open

    @property
    def is_former(self) -> bool:
        """Whether the mark was used and isn't any more, as far as is known."""
        return self.status in (LabelStatus.SUSPENDED, LabelStatus.ENDED)

    @property
    def dated(self) -> KnownDate | None:
        """The date worth saying beside the status: of the grant where the Cité is labelled, never of a mere mention."""
        return None if self.status == LabelStatus.LISTED else self.labelled_since or self.since


def label_history(lines: Iterable[EventLine]) -> LabelHistory:
    """The history of a label; rows that got around the rules change nothing and are marked."""
    return arrange_leniently(lines, LABEL)


def membership_history(lines: Iterable[EventLine]) -> LabelHistory:
    """The history of a membership."""
    return arrange_leniently(lines, MEMBERSHIP)


def standing_on(history: LabelHistory, day: datetime.date) -> Standing:
    """The label at the end of a day, by what has certainly happened by then."""
    status: str = history.start.status
    since = labelled = opened = None
    is_open = False
    for entry in history.sure_on(day):
        if entry.refused:
            continue
        if entry.state.status != status:
            since = entry.fact.known
        if entry.fact.kind == EventKind.OPENED:
            opened = entry.fact.known
        labelled = _labelled_since(labelled, entry.fact, entry.state.status)
        status, is_open = entry.state.status, entry.state.is_open
    result = LabelStatus(status)
    is_labelled = GROUP_OF.get(result) == StatusGroup.LABELLED
    return Standing(
        status=result,
        since=since,
        labelled_since=labelled if is_labelled else None,
        opened=opened,
        is_open=is_open and result not in (LabelStatus.SUSPENDED, LabelStatus.ENDED),
    )


def _labelled_since(known_so_far: KnownDate | None, fact: EventLine, status: str) -> KnownDate | None:
    """The grant, or the confirmation where it was one event with it; a renewal says nothing about the beginning."""
    if fact.kind == EventKind.PROJECT_GRANTED:
        return None
    if known_so_far is None and fact.kind in (EventKind.OPERATION_GRANTED, EventKind.CONFIRMED):
        return fact.known
    return known_so_far


def membership_on(history: LabelHistory, day: datetime.date) -> MembershipStatus:
    """The membership at the end of a day."""
    return MembershipStatus(history.state_on(day).status)


def line_of(values: tuple[Any, ...], *label: Any) -> EventLine:
    """An event from the columns that both timelines have (id to note, as in `register`), and the label's own."""
    pk, kind, day, precision, created, source, url, note, note_en = values
    recorded = timezone.localdate(created)
    return EventLine(pk, kind, known(day, precision), recorded, source, url, note, note_en, *label)
