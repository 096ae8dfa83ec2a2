"""The drawing of a history: one axis for all Cités of a register, and on it runs, marks and bars of unsure dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from cities.enums import DatePrecision
from label.enums import EventKind, LabelStatus
from label.models.history import Placed
from label.selectors.register import CiteHistory
from label.selectors.standing import EventLine, LabelHistory

WIDTH = 320.0
BASE = 14
YEARS_OF_TICKS = 5
LABELS_AT_MOST = 5

# What a kind of event looks like; the legend shows the same shapes with their words.
SHAPES: dict[str, str] = {
    EventKind.DECLARED: "declared",
    EventKind.PROJECT_REFUSED: "cross",
    EventKind.PROJECT_GRANTED: "project",
    EventKind.OPENED: "open",
    EventKind.OPERATION_GRANTED: "full",
    EventKind.ATTESTED: "seen",
    EventKind.CONFIRMED: "full",
    EventKind.RENEWED: "renewed",
    EventKind.SUSPENDED: "cross",
    EventKind.REINSTATED: "full",
    EventKind.ENDED: "cross",
}


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis; `anchor` and `label` are empty where only the line is drawn."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From the first of January of `start` to the day the register is drawn."""

    start: datetime.date
    end: datetime.date
    ticks: tuple[Tick, ...]

    def x(self, day: datetime.date) -> float:
        """Where a day lies, kept on the axis."""
        share = (day - self.start).days / max((self.end - self.start).days, 1)
        return round(min(max(share, 0.0), 1.0) * WIDTH, 1)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of time in one status; `kind` is "label", "project" or "unknown"."""

    kind: str
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One event. `about` is the bar of a date that is known to the year: its begin and width."""

    shape: str
    x: float
    about: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Life:
    """The drawing of one history."""

    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]


def axis_for(histories: Iterable[CiteHistory], *, end: datetime.date) -> Axis:
    """One axis for all: from five years' tick before the first event to `end`."""
    first = min(
        (entry.fact.date for history in histories for entry in history.label.placed),
        default=end,
    )
    start = datetime.date(first.year - first.year % YEARS_OF_TICKS, 1, 1)
    years = range(start.year, end.year + 1, YEARS_OF_TICKS)
    every = max(1, -(-len(years) // LABELS_AT_MOST))
    axis = Axis(start, end, ())
    ticks = [
        Tick(
            x=axis.x(datetime.date(year, 1, 1)),
            label=str(year) if number % every == 0 else "",
            anchor="start" if number == 0 else "middle",
        )
        for number, year in enumerate(years)
    ]
    return Axis(start, end, tuple(ticks))


def draw_life(history: LabelHistory, axis: Axis) -> Life:
    """The drawing of a history on an axis; what the rules refused isn't drawn."""
    placed = [entry for entry in history.placed if not entry.refused]
    runs = []
    for entry, following in zip(placed, [*placed[1:], None], strict=True):
        kind = _run_kind(entry)
        begin = axis.x(entry.fact.known.middle)
        end = axis.x(following.fact.known.middle) if following else WIDTH
        if kind and end > begin:
            runs.append(Run(kind, begin, end))
    marks = [
        Mark(SHAPES[entry.fact.kind], axis.x(entry.fact.known.middle), _about(entry.fact, axis)) for entry in placed
    ]
    return Life(tuple(runs), tuple(marks))


def _run_kind(entry: Placed[EventLine]) -> str:
    status = entry.state.status
    if status in (LabelStatus.OPERATION, LabelStatus.CONFIRMED):
        return "label"
    if status == LabelStatus.PROJECT and not entry.state.is_open:
        return "project"
    # Open under a label in project, or merely listed: that it went on isn't known.
    return "unknown" if status in (LabelStatus.PROJECT, LabelStatus.LISTED) else ""


def _about(fact: EventLine, axis: Axis) -> tuple[float, float] | None:
    if fact.precision != DatePrecision.YEAR:
        return None
    begin = axis.x(fact.known.first)
    return begin, round(axis.x(fact.known.last) - begin, 1)
