"""The transition tables: which event may follow in which status, where it leads, and why the others may not.

Sources are incomplete, so a history may begin anywhere: a grant without a recorded project, a suspension of a place
known only by being named. Opening and attestation are facts, not decisions: they lead from nothing, or from a mere
declaration, to *listed* and change no decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from label.enums import EventKind, LabelStatus, MembershipKind, MembershipStatus
from label.models.history import Machine, State, StepRefusedError

K, S = EventKind, LabelStatus
LABELLED = (S.OPERATION, S.CONFIRMED)
# Stands for the status before the suspension or the end. Where that wasn't verified, a label in operation: a source for
# the reinstatement is a source for the label.
BACK = "back"


def _to(target: str, *sources: str) -> dict[str, str]:
    return dict.fromkeys(sources, target)


LABEL_STEPS: Mapping[EventKind, Mapping[str, str]] = {
    K.DECLARED: _to(S.DECLARED, S.NONE, S.REFUSED, S.ENDED),
    K.PROJECT_REFUSED: _to(S.REFUSED, S.NONE, S.DECLARED, S.REFUSED, S.LISTED, S.ENDED),
    K.PROJECT_GRANTED: _to(S.PROJECT, S.NONE, S.DECLARED, S.REFUSED, S.LISTED, S.ENDED),
    K.OPENED: {
        **_to(S.LISTED, S.NONE, S.DECLARED, S.LISTED),
        S.PROJECT: S.PROJECT,
        S.OPERATION: S.OPERATION,
    },
    K.OPERATION_GRANTED: _to(S.OPERATION, S.NONE, S.DECLARED, S.LISTED, S.PROJECT),
    K.ATTESTED: {status: status for status in S.values} | _to(S.LISTED, S.NONE, S.DECLARED),
    K.CONFIRMED: _to(S.CONFIRMED, S.NONE, S.LISTED, S.PROJECT, S.OPERATION),
    K.RENEWED: _to(S.CONFIRMED, S.NONE, S.LISTED, *LABELLED),
    K.SUSPENDED: _to(S.SUSPENDED, S.LISTED, S.PROJECT, *LABELLED),
    K.REINSTATED: _to(BACK, S.SUSPENDED, S.ENDED),
    K.ENDED: _to(S.ENDED, S.LISTED, S.PROJECT, *LABELLED, S.SUSPENDED),
}

_GRANTED = gettext_lazy("the label is granted already.")
_NO_LABEL = gettext_lazy("no label or place is recorded before that could be suspended or end.")
_SUSPENDED = gettext_lazy("the use of the mark is suspended: record the reinstatement or the end first.")
_ENDED = gettext_lazy("the label has ended: record a reinstatement or a new label in project first.")
_REFUSED = gettext_lazy("the project was refused: record the label in project that was granted later first.")
_LABEL_FIRST = gettext_lazy("the label itself comes first: record when it was granted.")

LABEL_REASONS: Mapping[EventKind, Mapping[str, object]] = {
    K.DECLARED: {
        S.DECLARED: gettext_lazy("the intention is declared already."),
        S.LISTED: gettext_lazy("a source names it as a Cité before."),
        S.PROJECT: gettext_lazy("the label in project is granted already."),
        **dict.fromkeys(LABELLED, _GRANTED),
        S.SUSPENDED: _SUSPENDED,
    },
    K.PROJECT_REFUSED: {
        S.PROJECT: gettext_lazy("the label in project is granted already: record its end instead."),
        **dict.fromkeys(LABELLED, _GRANTED),
        S.SUSPENDED: _SUSPENDED,
    },
    K.PROJECT_GRANTED: {
        S.PROJECT: gettext_lazy("the label in project is granted already."),
        **dict.fromkeys(LABELLED, _GRANTED),
        S.SUSPENDED: _SUSPENDED,
    },
    K.OPENED: {
        S.REFUSED: _REFUSED,
        S.CONFIRMED: gettext_lazy("a label is confirmed a year after the opening, not before it."),
        S.SUSPENDED: _SUSPENDED,
        S.ENDED: _ENDED,
    },
    K.OPERATION_GRANTED: {
        S.REFUSED: _REFUSED,
        **dict.fromkeys(LABELLED, _GRANTED),
        S.SUSPENDED: _SUSPENDED,
        S.ENDED: _ENDED,
    },
    K.ATTESTED: {},
    K.CONFIRMED: {
        S.DECLARED: _LABEL_FIRST,
        S.REFUSED: _REFUSED,
        S.CONFIRMED: gettext_lazy("the label is confirmed already: yearly renewals follow."),
        S.SUSPENDED: _SUSPENDED,
        S.ENDED: _ENDED,
    },
    K.RENEWED: {
        S.DECLARED: _LABEL_FIRST,
        S.PROJECT: _LABEL_FIRST,
        S.REFUSED: _REFUSED,
        S.SUSPENDED: _SUSPENDED,
        S.ENDED: _ENDED,
    },
    K.SUSPENDED: {
        **dict.fromkeys((S.NONE, S.DECLARED, S.REFUSED), _NO_LABEL),
        S.SUSPENDED: gettext_lazy("the use of the mark is suspended already."),
        S.ENDED: gettext_lazy("the label has ended already."),
    },
    K.REINSTATED: dict.fromkeys(
        (S.NONE, S.DECLARED, S.REFUSED, S.LISTED, S.PROJECT, *LABELLED),
        gettext_lazy("no suspension or end is recorded before."),
    ),
    K.ENDED: {
        **dict.fromkeys((S.NONE, S.DECLARED, S.REFUSED), _NO_LABEL),
        S.ENDED: gettext_lazy("the label has ended already."),
    },
}

M, P = MembershipKind, MembershipStatus
MEMBERSHIP_STEPS: Mapping[MembershipKind, Mapping[str, str]] = {
    M.JOINED: _to(P.MEMBER, P.NONE, P.LEFT),
    M.ATTESTED: {P.NONE: P.NAMED, P.NAMED: P.NAMED, P.MEMBER: P.MEMBER},
    M.LEFT: _to(P.LEFT, P.MEMBER, P.NAMED),
}
MEMBERSHIP_REASONS: Mapping[MembershipKind, Mapping[str, object]] = {
    M.JOINED: {
        P.MEMBER: gettext_lazy("it is a member already."),
        P.NAMED: gettext_lazy("a source names it as a member before."),
    },
    M.ATTESTED: {P.LEFT: gettext_lazy("it has left before: record when it joined again first.")},
    M.LEFT: {
        P.NONE: gettext_lazy("no membership is recorded before that could end."),
        P.LEFT: gettext_lazy("it has left already."),
    },
}


def label_step(state: State, kind: str) -> State:
    """The state of the label after an event.

    Raises:
        StepRefusedError: the event isn't possible in this state.
    """
    event = EventKind(kind)
    target = LABEL_STEPS[event].get(state.status)
    if target is None:
        raise StepRefusedError(str(LABEL_REASONS[event][state.status]))
    if event == K.OPENED and state.is_open:
        raise StepRefusedError(_("the place is open already."))
    if target == BACK:
        return replace(state, status=S.OPERATION if state.before == S.LISTED else state.before, before="")
    if event == K.SUSPENDED:
        return replace(state, status=target, before=state.status)
    if event == K.ENDED:
        return State(target, before=state.before or state.status)
    if event == K.ATTESTED:
        return replace(state, status=target)
    return State(target, is_open=state.is_open or event == K.OPENED)


def membership_step(state: State, kind: str) -> State:
    """The state of the membership after an event.

    Raises:
        StepRefusedError: the event isn't possible in this state.
    """
    event = MembershipKind(kind)
    target = MEMBERSHIP_STEPS[event].get(state.status)
    if target is None:
        raise StepRefusedError(str(MEMBERSHIP_REASONS[event][state.status]))
    return State(target)


LABEL = Machine(State(S.NONE), label_step, {kind: rank for rank, kind in enumerate(EventKind.values)})
MEMBERSHIP = Machine(State(P.NONE), membership_step, {kind: rank for rank, kind in enumerate(MembershipKind.values)})
