"""The register of the label: every public Cité with its histories, and what they make on a date. Network-wide."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cities.selectors.around import CiteFace
from label.enums import MembershipStatus, StatusGroup
from label.models import MembershipEvent
from label.selectors.standing import (
    EventLine,
    LabelHistory,
    Standing,
    label_history,
    line_of,
    membership_history,
    membership_on,
    standing_on,
)
from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite

_FACE = ("pk", "slug", "name", "name_language", "short_name", "country", "emblem", "latitude", "longitude")
_EVENT = ("pk", "kind", "date", "date_precision", "created_at", "source", "source_url", "note", "note_en")
_LABEL = (*_EVENT, "session", "renewal_year", "dashboard_received")


@dataclass(frozen=True, slots=True)
class CiteHistory:
    """One Cité with all that is recorded about it."""

    cite: CiteFace
    label: LabelHistory
    membership: LabelHistory


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One Cité on a date. `pending` is what may have happened by then, as far as its date is known."""

    history: CiteHistory
    standing: Standing
    membership: MembershipStatus
    pending: tuple[EventLine, ...]

    @property
    def cite(self) -> CiteFace:
        return self.history.cite


@dataclass(frozen=True, slots=True)
class Register:
    """The register on a date. `counts` and `unrecorded` cover the country asked for, whatever the status is."""

    day: datetime.date
    lines: tuple[RegisterLine, ...]
    counts: dict[StatusGroup, int]
    unrecorded: int


def histories_of_network() -> list[CiteHistory]:
    """Every public Cité, in the register's order, those without any event too; two queries. Candidates stay out."""
    named = [f"label_events__{name}" for name in _LABEL]
    cites = Cite.objects.filter(kind=CiteKind.CITE)
    rows = cites.order_by("country", "short_name", "pk", "label_events__date").values_list(*_FACE, *named)
    members: dict[int, list[EventLine]] = {}
    for cite_id, *values in MembershipEvent.objects.filter(cite__kind=CiteKind.CITE).values_list("cite", *_EVENT):
        members.setdefault(cite_id, []).append(line_of(tuple(values)))
    found = []
    for face, group in groupby(rows, key=lambda row: row[: len(_FACE)]):
        found.append(
            CiteHistory(
                cite=CiteFace(*face),
                label=label_history(_label_lines(group)),
                membership=membership_history(members.get(face[0], ())),
            )
        )
    return found


def history_of_cite(*, cite: Cite) -> LabelHistory:
    """The history of one Cité's label; one query."""
    rows = cite.label_events.values_list(*_LABEL)
    return label_history(line_of(row[: len(_EVENT)], *row[len(_EVENT) :]) for row in rows)


def standing_of_cite(*, cite: Cite, day: datetime.date) -> Standing:
    """The label of one Cité on a date; one query."""
    return standing_on(history_of_cite(cite=cite), day)


def register_on(
    day: datetime.date, histories: Iterable[CiteHistory], *, country: str = "", status: str = ""
) -> Register:
    """What the histories make on a date, narrowed to a country and to a `StatusGroup`. No query."""
    counts: Counter[StatusGroup] = Counter()
    lines, unrecorded = [], 0
    for history in histories:
        if country and history.cite.country != country:
            continue
        line = _line(history, day)
        group = line.standing.group
        if group is not None:
            counts[group] += 1
        elif not line.pending and line.membership == MembershipStatus.NONE:
            unrecorded += 1
            continue
        if not status or group == status:
            lines.append(line)
    return Register(
        day=day,
        lines=tuple(lines),
        counts={group: counts[group] for group in StatusGroup if counts[group]},
        unrecorded=unrecorded,
    )


def _line(history: CiteHistory, day: datetime.date) -> RegisterLine:
    return RegisterLine(
        history=history,
        standing=standing_on(history.label, day),
        membership=membership_on(history.membership, day),
        pending=history.label.pending_on(day),
    )


def _label_lines(rows: Iterable[tuple[Any, ...]]) -> Iterator[EventLine]:
    for row in rows:
        values = row[len(_FACE) :]
        if values[0] is not None:  # a Cité without events has one row of nothing
            yield line_of(values[: len(_EVENT)], *values[len(_EVENT) :])
