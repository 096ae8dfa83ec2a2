"""The transition tables, each cell of them: what may follow, where it leads, and a reason where it may not."""

from __future__ import annotations

import pytest
from django.utils import translation

from label.enums import GROUP_OF, EventKind, LabelStatus, MembershipKind, MembershipStatus, StatusGroup
from label.models.history import State, StepRefusedError
from label.models.transitions import LABEL_REASONS, LABEL_STEPS, label_step, membership_step

# A row is a status, a column a kind of event in the order of `EventKind`; "-" is refused, "<" leads back.
LABEL = """
            declared  refused  project  opened     granted    attested   confirmed  renewed    suspended  reinst  ended
none        declared  refused  project  listed     operation  listed     confirmed  confirmed  -          -       -
declared    -         refused  project  listed     operation  listed     -          -          -          -       -
refused     declared  refused  project  -          -          refused    -          -          -          -       -
listed      -         refused  project  listed     operation  listed     confirmed  confirmed  suspended  -       ended
project     -         -        -        project    operation  project    confirmed  -          suspended  -       ended
operation   -         -        -        operation  -          operation  confirmed  confirmed  suspended  -       ended
confirmed   -         -        -        -          -          confirmed  -          confirmed  suspended  -       ended
suspended   -         -        -        -          -          suspended  -          -          -          <       ended
ended       declared  refused  project  -          -          ended      -          -          -          <       -
"""
MEMBERSHIP = """
         joined  attested  left
none     member  named     -
member   -       member    left
named    -       named     left
left     member  -         -
"""
ROWS = [line.split() for line in LABEL.strip().splitlines()[1:]]
CELLS = [(row[0], kind, target) for row in ROWS for kind, target in zip(EventKind, row[1:], strict=True)]
MEMBER_ROWS = [line.split() for line in MEMBERSHIP.strip().splitlines()[1:]]
MEMBER_CELLS = [(row[0], kind, to) for row in MEMBER_ROWS for kind, to in zip(MembershipKind, row[1:], strict=True)]


def test_the_tables_of_these_tests_are_whole() -> None:
    assert [row[0] for row in ROWS] == sorted(LabelStatus.values, key=[row[0] for row in ROWS].index)
    assert len(CELLS) == len(LabelStatus) * len(EventKind) == 99
    assert len(MEMBER_CELLS) == len(MembershipStatus) * len(MembershipKind) == 12


@pytest.mark.parametrize(("status", "kind", "target"), CELLS)
def test_each_step_of_the_label(status: str, kind: EventKind, target: str) -> None:
    state = State(status, before="operation" if status in ("suspended", "ended") else "")
    if target == "-":
        with translation.override("en"), pytest.raises(StepRefusedError, match=r"^[a-z].{20,}\.$"):
            label_step(state, kind)
    else:
        assert label_step(state, kind).status == ("operation" if target == "<" else target)


@pytest.mark.parametrize(("status", "kind", "target"), MEMBER_CELLS)
def test_each_step_of_the_membership(status: str, kind: MembershipKind, target: str) -> None:
    if target == "-":
        with pytest.raises(StepRefusedError, match=r"\w+"):
            membership_step(State(status), kind)
    else:
        assert membership_step(State(status), kind).status == target


def test_no_cell_is_both_a_step_and_a_reason() -> None:
    for kind in EventKind:
        assert not set(LABEL_STEPS[kind]) & set(LABEL_REASONS[kind])


def test_a_reinstatement_where_the_status_was_not_verified_proves_the_label() -> None:
    suspended = label_step(State("listed", is_open=True), EventKind.SUSPENDED)
    assert label_step(suspended, EventKind.REINSTATED) == State("operation", is_open=True)


@pytest.mark.parametrize("status", ["project", "operation", "confirmed"])
def test_a_reinstatement_leads_back_to_where_it_was(status: str) -> None:
    suspended = label_step(State(status, is_open=True), EventKind.SUSPENDED)
    assert label_step(suspended, EventKind.REINSTATED) == State(status, is_open=True)
    ended = label_step(suspended, EventKind.ENDED)
    assert label_step(ended, EventKind.REINSTATED).status == status


def test_a_new_project_forgets_the_label_that_ended() -> None:
    state = State("confirmed")
    for kind in (EventKind.ENDED, EventKind.PROJECT_GRANTED, EventKind.SUSPENDED, EventKind.REINSTATED):
        state = label_step(state, kind)
    assert state.status == LabelStatus.PROJECT


@pytest.mark.parametrize("status", ["listed", "project", "operation"])
def test_a_place_opens_once(status: str) -> None:
    opened = label_step(State(status), EventKind.OPENED)
    assert opened.is_open
    with pytest.raises(StepRefusedError):
        label_step(opened, EventKind.OPENED)


def test_after_its_end_a_place_may_open_again_under_a_new_label() -> None:
    state = State("operation", is_open=True)
    for kind in (EventKind.ENDED, EventKind.PROJECT_GRANTED, EventKind.OPENED):
        state = label_step(state, kind)
    assert state == State(LabelStatus.PROJECT, is_open=True)


def test_every_status_but_nothing_is_counted_in_a_group() -> None:
    assert set(GROUP_OF) == set(LabelStatus) - {LabelStatus.NONE}
    assert set(GROUP_OF.values()) == set(StatusGroup)
    assert [status for status, group in GROUP_OF.items() if group == StatusGroup.LISTED] == [LabelStatus.LISTED]
