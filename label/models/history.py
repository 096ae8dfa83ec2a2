"""From recorded facts to a history: their order, the state after each, and what holds on a date.

Dates may be partial, so the order of two facts may be open. A history is legal if *some* order that the dates allow
is legal; the first such order, by last possible day, is the one shown. A fact counts from the day it has certainly
happened on: its last possible day, sooner if it was recorded sooner, or if what can only follow it has happened.
Between its first possible day and that one it is *pending*: it may have happened.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from label.models.dates import KnownDate


class Fact(Protocol):
    """What a history needs of an event: a row of the database, or a line read from it."""

    @property
    def kind(self) -> str: ...

    @property
    def known(self) -> KnownDate: ...

    @property
    def recorded(self) -> datetime.date: ...


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class State:
    """Where a timeline stands. `before` is the status a reinstatement leads back to."""

    status: str
    before: str = ""
    is_open: bool = False


class StepRefusedError(ValueError):
    """A kind of event is not possible in a state; the message says why."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The rules of one timeline. `step` answers the state after an event or raises `StepRefusedError`."""

    start: State
    step: Callable[[State, str], State]
    ranks: Mapping[str, int]


class IllegalHistoryError(ValueError):
    """No order that the dates allow is legal. `fact` is the event that could not be placed, with the reason."""

    def __init__(self, fact: Any, reason: str) -> None:
        super().__init__(reason)
        self.fact = fact
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Placed(Generic[F]):
    """A fact in its place, the state after it, and the day from which it has certainly happened."""

    fact: F
    state: State
    sure_from: datetime.date
    refused: bool = False


@dataclass(frozen=True, slots=True)
class History(Generic[F]):
    """One timeline of one Cité."""

    start: State
    placed: tuple[Placed[F], ...]

    def sure_on(self, day: datetime.date) -> tuple[Placed[F], ...]:
        """What has certainly happened by the end of a day."""
        return tuple(entry for entry in self.placed if entry.sure_from <= day)

    def state_on(self, day: datetime.date) -> State:
        """The state that what has certainly happened by then leads to."""
        sure = self.sure_on(day)
        return sure[-1].state if sure else self.start

    def pending_on(self, day: datetime.date) -> tuple[F, ...]:
        """What may have happened by then, as far as its date is known."""
        return tuple(entry.fact for entry in self.placed if entry.fact.known.first <= day < entry.sure_from)

    def days(self) -> list[datetime.date]:
        """The days on which something becomes certain."""
        return sorted({entry.sure_from for entry in self.placed})


def arrange(facts: Iterable[F], machine: Machine) -> History[F]:
    """The history that these facts make.

    Raises:
        IllegalHistoryError: they can't all have happened, whatever the order.
    """
    search = _Search(facts, machine)
    if not search.place(frozenset(range(len(search.facts))), machine.start):
        assert search.obstacle is not None  # noqa: S101  # a search that fails has met one
        raise IllegalHistoryError(*search.obstacle)
    return _history(search.placed, machine)


def arrange_leniently(facts: Iterable[F], machine: Machine) -> History[F]:
    """The same for reading: rows that got around the rules show as refused instead of failing the register."""
    rows = list(facts)
    try:
        return arrange(rows, machine)
    except IllegalHistoryError:
        state, placed = machine.start, []
        for fact in sorted(rows, key=_Search(rows, machine).order_of):
            try:
                state, refused = machine.step(state, fact.kind), False
            except StepRefusedError:
                refused = True
            placed.append(Placed(fact, state, _certain(fact), refused))
        return _history(placed, machine)


def _certain(fact: Fact) -> datetime.date:
    return max(fact.known.first, min(fact.known.last, fact.recorded))


def _history(placed: list[Placed[F]], machine: Machine) -> History[F]:
    """What can only precede a certain fact is certain with it."""
    bound = datetime.date.max
    closed: list[Placed[F]] = []
    for entry in reversed(placed):
        bound = min(bound, entry.sure_from)
        closed.append(replace(entry, sure_from=bound))
    return History(machine.start, tuple(reversed(closed)))


class _Search(Generic[F]):
    """Depth first over the orders that the dates allow, the likeliest first; a dead end is met once."""

    def __init__(self, facts: Iterable[F], machine: Machine) -> None:
        self.machine = machine
        self.facts = sorted(facts, key=self.order_of)
        self.placed: list[Placed[F]] = []
        self.obstacle: tuple[F, str] | None = None
        self._deepest = -1
        self._dead: set[tuple[frozenset[int], State]] = set()

    def order_of(self, fact: F) -> tuple[datetime.date, datetime.date, int]:
        return fact.known.last, fact.known.first, self.machine.ranks[fact.kind]

    def place(self, left: frozenset[int], state: State) -> bool:
        """Place the facts that are left after `state`; `placed` then holds them all in order."""
        if not left:
            return True
        if (left, state) in self._dead:
            return False
        for number in self._ready(left):
            fact = self.facts[number]
            try:
                after = self.machine.step(state, fact.kind)
            except StepRefusedError as error:
                self._note(fact, str(error))
                continue
            self.placed.append(Placed(fact, after, _certain(fact)))
            if self.place(left - {number}, after):
                return True
            self.placed.pop()
            if after == state:
                # What changes nothing may as well come first: another place for it opens no other way.
                break
        self._dead.add((left, state))
        return False

    def _ready(self, left: frozenset[int]) -> list[int]:
        """The facts that may come next: none that is left lies certainly before them."""
        end = min(self.facts[number].known.last for number in left)
        return [number for number in sorted(left) if self.facts[number].known.first <= end]

    def _note(self, fact: F, reason: str) -> None:
        if len(self.placed) > self._deepest:
            self._deepest = len(self.placed)
            self.obstacle = fact, reason
