"""Histories from facts with partial dates: which are legal, in which order, and what holds on a date."""

from __future__ import annotations

import datetime
import itertools
import random
from dataclasses import dataclass

import pytest

from label.enums import EventKind as K
from label.models.dates import KnownDate, known
from label.models.history import IllegalHistoryError, StepRefusedError, arrange, arrange_leniently
from label.models.transitions import LABEL
from tests.factories.label import known_as

D = datetime.date
LATE = D(2026, 1, 1)


@dataclass(frozen=True)
class Fact:
    kind: K
    known: KnownDate
    recorded: D = LATE


def facts(*entries: tuple[K, str]) -> list[Fact]:
    return [Fact(kind, known(*known_as(when))) for kind, when in entries]


def kinds(*entries: tuple[K, str]) -> list[K]:
    return [entry.fact.kind for entry in arrange(facts(*entries), LABEL).placed]


@pytest.mark.parametrize(
    ("entries", "order"),
    [
        # The rules of the path decide where the dates don't.
        ([(K.OPERATION_GRANTED, "2016-05"), (K.PROJECT_GRANTED, "2016")], [K.PROJECT_GRANTED, K.OPERATION_GRANTED]),
        ([(K.PROJECT_GRANTED, "2014-05-20"), (K.DECLARED, "2014")], [K.DECLARED, K.PROJECT_GRANTED]),
        ([(K.ENDED, "2016-06"), (K.SUSPENDED, "2016"), (K.OPENED, "2002")], [K.OPENED, K.SUSPENDED, K.ENDED]),
        ([(K.REINSTATED, "2016"), (K.SUSPENDED, "2016"), (K.OPENED, "2002")], [K.OPENED, K.SUSPENDED, K.REINSTATED]),
        ([(K.PROJECT_GRANTED, "2014-03"), (K.PROJECT_REFUSED, "2014")], [K.PROJECT_REFUSED, K.PROJECT_GRANTED]),
        # Where both orders are legal, the one whose last possible day is sooner comes first.
        ([(K.OPENED, "2014"), (K.PROJECT_GRANTED, "2014-10")], [K.PROJECT_GRANTED, K.OPENED]),
        ([(K.ATTESTED, "2016-03-01"), (K.SUSPENDED, "2016"), (K.OPENED, "2002")], [K.OPENED, K.ATTESTED, K.SUSPENDED]),
        # On the same day, the order of the path.
        ([(K.OPENED, "2020-01-27"), (K.OPERATION_GRANTED, "2020-01-27")], [K.OPENED, K.OPERATION_GRANTED]),
    ],
)
def test_the_order_that_dates_and_rules_allow(entries: list[tuple[K, str]], order: list[K]) -> None:
    for shuffled in itertools.permutations(entries):
        assert kinds(*shuffled) == order


@pytest.mark.parametrize(
    ("entries", "obstacle", "words"),
    [
        ([(K.SUSPENDED, "2016")], K.SUSPENDED, "no label"),
        ([(K.OPERATION_GRANTED, "2015"), (K.PROJECT_GRANTED, "2016")], K.PROJECT_GRANTED, "granted already"),
        ([(K.OPENED, "2014"), (K.SUSPENDED, "2016-05"), (K.RENEWED, "2016-06")], K.RENEWED, "suspended"),
        ([(K.PROJECT_GRANTED, "2012"), (K.RENEWED, "2014")], K.RENEWED, "comes first"),
        ([(K.CONFIRMED, "2012"), (K.OPENED, "2014")], K.OPENED, "a year after"),
        ([(K.OPENED, "2012"), (K.OPENED, "2014")], K.OPENED, "open already"),
        ([(K.PROJECT_REFUSED, "2011"), (K.OPERATION_GRANTED, "2013")], K.OPERATION_GRANTED, "refused"),
        ([(K.OPENED, "2002"), (K.ENDED, "2016"), (K.CONFIRMED, "2017")], K.CONFIRMED, "ended"),
    ],
)
def test_an_impossible_history_names_the_obstacle(entries: list[tuple[K, str]], obstacle: K, words: str) -> None:
    with pytest.raises(IllegalHistoryError, match=words) as caught:
        arrange(facts(*entries), LABEL)
    assert caught.value.fact.kind == obstacle


def is_legal(rows: list[Fact]) -> bool:
    """By trying every order."""
    for order in itertools.permutations(rows):
        if any(later.known.is_before(sooner.known) for sooner, later in itertools.combinations(order, 2)):
            continue
        state = LABEL.start
        try:
            for fact in order:
                state = LABEL.step(state, fact.kind)
        except StepRefusedError:
            continue
        return True
    return not rows


def test_a_history_is_legal_if_and_only_if_some_order_is() -> None:
    chance = random.Random(1993)  # the same cases on every run
    dates = ["2014", "2014-05", "2014-05-20", "2014-11", "2015", "2015-01", "2015-06-01", "2016"]
    legal = 0
    for _case in range(1500):
        rows = facts(*[(chance.choice(list(K)), chance.choice(dates)) for _ in range(chance.randint(1, 5))])
        expected = is_legal(rows)
        legal += expected
        try:
            history = arrange(rows, LABEL)
        except IllegalHistoryError:
            assert not expected, rows
        else:
            assert expected, rows
            order = [entry.fact for entry in history.placed]
            assert sorted(map(repr, order)) == sorted(map(repr, rows))
            pairs = itertools.combinations(order, 2)
            assert not any(later.known.is_before(sooner.known) for sooner, later in pairs)
    assert 300 < legal < 1200


def test_many_facts_of_one_year_are_arranged_at_once() -> None:
    rows = facts(*[(K.ATTESTED, "2014")] * 40, (K.OPENED, "2014"), (K.SUSPENDED, "2014"), (K.REINSTATED, "2014"))
    assert arrange(rows, LABEL).state_on(D(2015, 1, 1)).status == "operation"
    with pytest.raises(IllegalHistoryError):
        arrange([*rows, *facts((K.OPENED, "2014"))], LABEL)


GENOVA = [(K.OPENED, "2002-01"), (K.SUSPENDED, "2016-05")]


@pytest.mark.parametrize(
    ("day", "status", "pending"),
    [
        (D(2001, 12, 31), "none", []),
        (D(2002, 1, 1), "none", [K.OPENED]),
        (D(2002, 1, 30), "none", [K.OPENED]),
        (D(2002, 1, 31), "listed", []),
        (D(2016, 4, 30), "listed", []),
        (D(2016, 5, 1), "listed", [K.SUSPENDED]),
        (D(2016, 5, 31), "suspended", []),
        (D(2026, 1, 1), "suspended", []),
    ],
)
def test_a_partial_date_counts_from_its_last_day(day: D, status: str, pending: list[K]) -> None:
    history = arrange(facts(*GENOVA), LABEL)
    assert history.state_on(day).status == status
    assert [fact.kind for fact in history.pending_on(day)] == pending


def test_what_is_recorded_has_happened() -> None:
    fact = Fact(K.OPENED, known(*known_as("2026")), recorded=D(2026, 3, 4))
    history = arrange([fact], LABEL)
    assert [history.state_on(D(2026, 3, day)).status for day in (3, 4)] == ["none", "listed"]


def test_what_must_have_come_before_is_certain_with_what_follows() -> None:
    history = arrange(facts((K.OPENED, "2010"), (K.SUSPENDED, "2016"), (K.REINSTATED, "2016-06-01")), LABEL)
    assert history.pending_on(D(2016, 5, 31)) == (history.placed[1].fact,)
    assert history.state_on(D(2016, 5, 31)).status == "listed"
    assert history.state_on(D(2016, 6, 1)).status == "operation"
    assert [entry.sure_from for entry in history.placed] == [D(2010, 12, 31), D(2016, 6, 1), D(2016, 6, 1)]


def test_what_got_around_the_rules_is_marked_and_changes_nothing() -> None:
    rows = facts((K.OPERATION_GRANTED, "2010"), (K.REINSTATED, "2012"), (K.CONFIRMED, "2014"))
    with pytest.raises(IllegalHistoryError):
        arrange(rows, LABEL)
    history = arrange_leniently(rows, LABEL)
    assert [(entry.fact.kind, entry.refused) for entry in history.placed] == [
        (K.OPERATION_GRANTED, False),
        (K.REINSTATED, True),
        (K.CONFIRMED, False),
    ]
    assert history.state_on(D(2013, 1, 1)).status == "operation"
    assert history.state_on(D(2015, 1, 1)).status == "confirmed"


def test_a_history_without_facts() -> None:
    history = arrange([], LABEL)
    assert (history.state_on(D(2020, 1, 1)).status, history.pending_on(D(2020, 1, 1)), history.days()) == (
        "none",
        (),
        [],
    )
