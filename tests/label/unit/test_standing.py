"""The real timelines of the network, as the data files hold them, read on many dates."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from label.demo import HISTORIES, dated, in_order
from label.enums import EventKind, LabelStatus, MembershipStatus, StatusGroup
from label.models.dates import known
from label.selectors.frames import standing_at, steps_of
from label.selectors.life import SHAPES, axis_for, draw_life
from label.selectors.register import CiteHistory
from label.selectors.standing import EventLine, label_history, membership_history, membership_on, standing_on
from portal.demo import read_data
from tests.factories.label import known_as

D = datetime.date
TODAY = D(2026, 11, 27)
S = LabelStatus


def line(entry: dict[str, Any]) -> EventLine:
    return EventLine(0, entry["kind"], known(*dated(entry["date"])), TODAY, "source", "", "", "")


def lines(timeline: str, slug: str) -> list[EventLine]:
    return [line(entry) for entry in read_data(HISTORIES)[timeline] if entry["cite"] == slug]


REAL = [
    ("la-reunion", "2011-09-04", S.NONE, False),
    ("la-reunion", "2011-09-05", S.PROJECT, False),
    ("la-reunion", "2014-06-01", S.PROJECT, False),
    ("la-reunion", "2014-12-31", S.PROJECT, True),
    ("la-reunion", "2026-11-27", S.PROJECT, True),
    ("val-de-marne", "2012-10-30", S.NONE, False),
    ("val-de-marne", "2012-10-31", S.PROJECT, False),
    ("val-de-marne", "2014-02-13", S.PROJECT, True),
    ("mayotte", "2013-04-30", S.PROJECT, False),
    ("mayotte", "2013-08-31", S.PROJECT, True),
    ("mayotte", "2015-12-09", S.PROJECT, True),
    ("mayotte", "2015-12-10", S.OPERATION, True),
    ("bruxelles", "2015-05-20", S.PROJECT, False),
    ("bruxelles", "2018-03-05", S.PROJECT, True),
    ("namur", "2014-12-30", S.NONE, False),
    ("namur", "2014-12-31", S.DECLARED, False),
    ("namur", "2016-04-30", S.LISTED, True),
    ("namur", "2019-05-30", S.LISTED, True),
    ("namur", "2019-05-31", S.OPERATION, True),
    ("svizzera-italiana", "2019-06-21", S.LISTED, False),
    ("svizzera-italiana", "2020-01-27", S.LISTED, True),
    ("svizzera-italiana", "2021-12-30", S.LISTED, True),
    ("svizzera-italiana", "2021-12-31", S.OPERATION, True),
    ("charleroi", "2020-12-31", S.PROJECT, False),
    ("charleroi", "2026-11-27", S.PROJECT, False),
    ("grand-roissy", "2018-11-07", S.PROJECT, False),
    ("genova", "2002-01-31", S.LISTED, True),
    ("genova", "2016-05-01", S.LISTED, True),
    ("genova", "2016-05-31", S.SUSPENDED, False),
    ("genova", "2026-11-27", S.SUSPENDED, False),
    ("paris", "1993-03-31", S.LISTED, True),
    ("limoges", "2017-03-30", S.NONE, False),
    ("limoges", "2017-03-31", S.LISTED, False),
]


@pytest.mark.parametrize(("slug", "day", "status", "is_open"), REAL)
def test_the_real_timelines(slug: str, day: str, status: LabelStatus, is_open: bool) -> None:
    history = label_history(lines("label", slug))
    date = D.fromisoformat(day)
    found = standing_on(history, date)
    assert (found.status, found.is_open) == (status, is_open)
    assert standing_at(steps_of(history), date) == found


def test_every_timeline_of_the_data_is_legal_and_35_cites_have_one() -> None:
    slugs = {entry["cite"] for entry in read_data(HISTORIES)["label"]}
    assert len(slugs) == 35
    for slug in slugs:
        assert [entry.fact for entry in label_history(lines("label", slug)).placed if entry.refused] == []
        assert [entry.fact for entry in membership_history(lines("membership", slug)).placed if entry.refused] == []


def test_the_data_are_in_an_order_in_which_they_can_be_recorded() -> None:
    ordered = in_order(read_data(HISTORIES)["label"])
    for slug in {entry["cite"] for entry in ordered}:
        own = [line(entry) for entry in ordered if entry["cite"] == slug]
        for count in range(len(own)):
            assert not any(entry.refused for entry in label_history(own[: count + 1]).placed)


def test_every_entry_of_the_data_names_sources_that_exist_and_all_are_used() -> None:
    data = read_data(HISTORIES)
    named = {key for entry in [*data["label"], *data["membership"]] for key in entry["sources"]}
    assert named == set(data["sources"])
    assert all(entry["sources"] for entry in [*data["label"], *data["membership"]])


def test_a_note_is_there_in_both_languages_or_not_at_all() -> None:
    data = read_data(HISTORIES)
    assert all(("note" in entry) == ("note_en" in entry) for entry in [*data["label"], *data["membership"]])


def test_what_is_in_the_label_in_project_and_open_is_not_called_labelled() -> None:
    found = standing_on(label_history(lines("label", "val-de-marne")), TODAY)
    assert (found.group, found.is_followup_unknown) == (StatusGroup.PROJECT, True)
    assert standing_on(label_history(lines("label", "charleroi")), TODAY).is_followup_unknown is False


def test_since_when() -> None:
    mayotte = standing_on(label_history(lines("label", "mayotte")), TODAY)
    assert mayotte.labelled_since == mayotte.since == known(D(2015, 12, 10))
    assert mayotte.opened == known(*known_as("2013-08"))
    genova = standing_on(label_history(lines("label", "genova")), TODAY)
    assert (genova.labelled_since, genova.since) == (None, known(*known_as("2016-05")))


def made(*entries: tuple[EventKind, str]) -> Any:
    return label_history(line({"kind": kind, "date": when}) for kind, when in entries)


def test_labelled_since_the_grant_whatever_followed() -> None:
    K = EventKind  # noqa: N806  # read as a word here
    granted = (K.OPERATION_GRANTED, "2010-03")
    since = known(*known_as("2010-03"))
    assert standing_on(made(granted, (K.CONFIRMED, "2011")), TODAY).labelled_since == since
    assert standing_on(made(granted, (K.SUSPENDED, "2015")), TODAY).labelled_since is None
    again = made(granted, (K.SUSPENDED, "2015"), (K.REINSTATED, "2016"))
    assert standing_on(again, TODAY).labelled_since == since
    anew = made(granted, (K.ENDED, "2015"), (K.PROJECT_GRANTED, "2018"), (K.OPERATION_GRANTED, "2020"))
    assert standing_on(anew, TODAY).labelled_since == known(*known_as("2020"))
    assert standing_on(made((K.RENEWED, "2020")), TODAY).labelled_since is None
    assert standing_on(made((K.RENEWED, "2020")), TODAY).group == StatusGroup.LABELLED


def test_attested_alone_is_listed_and_changes_no_decision() -> None:
    K = EventKind  # noqa: N806
    assert standing_on(made((K.ATTESTED, "2015")), TODAY).group == StatusGroup.LISTED
    assert standing_on(made((K.ATTESTED, "2015"), (K.OPERATION_GRANTED, "2016")), TODAY).group == StatusGroup.LABELLED
    assert standing_on(made((K.OPERATION_GRANTED, "2016"), (K.ATTESTED, "2020")), TODAY).status == S.OPERATION
    assert standing_on(made((K.ATTESTED, "2015"), (K.ENDED, "2016"), (K.ATTESTED, "2020")), TODAY).status == S.ENDED


def test_membership_is_a_timeline_of_its_own() -> None:
    label, members = label_history(lines("label", "genova")), membership_history(lines("membership", "genova"))
    assert standing_on(label, TODAY).status == S.SUSPENDED
    assert membership_on(members, TODAY) == MembershipStatus.NAMED
    assert membership_on(members, D(2016, 5, 1)) == MembershipStatus.NONE
    assert membership_on(membership_history(lines("membership", "belfort")), TODAY) == MembershipStatus.NONE


def test_the_drawing_says_what_the_list_says() -> None:
    history = label_history(lines("label", "svizzera-italiana"))
    one = CiteHistory(cite=None, label=history, membership=membership_history([]))  # type: ignore[arg-type]  # not drawn
    axis = axis_for([one], end=TODAY)
    assert axis.start == D(2015, 1, 1)
    assert [tick.label for tick in axis.ticks] == ["2015", "2020", "2025"]
    drawn = draw_life(history, axis)
    assert [mark.shape for mark in drawn.marks] == ["seen", "open", "full"]
    assert [run.kind for run in drawn.runs] == ["unknown", "unknown", "label"]
    assert drawn.runs[-1].end == 320
    assert [mark.about is not None for mark in drawn.marks] == [False, False, True]
    assert all(0 <= mark.x <= 320 for mark in drawn.marks)


def test_an_axis_without_events_and_one_of_a_century_are_drawn() -> None:
    empty = axis_for([], end=TODAY)
    assert (empty.start, empty.x(TODAY)) == (D(2025, 1, 1), 320)
    old = CiteHistory(cite=None, label=made((EventKind.OPENED, "1993")), membership=membership_history([]))  # type: ignore[arg-type]
    labels = [tick.label for tick in axis_for([old], end=TODAY).ticks if tick.label]
    assert labels == ["1990", "2000", "2010", "2020"]
    assert set(SHAPES) == set(EventKind)


def test_a_session_that_is_only_announced_grants_nothing() -> None:
    kinds = [entry.kind for entry in lines("label", "svizzera-italiana")]
    assert kinds == [EventKind.ATTESTED, EventKind.OPENED, EventKind.OPERATION_GRANTED]


@pytest.mark.parametrize(
    ("slug", "dated", "is_former"),
    [
        ("mayotte", "2015-12-10", False),
        ("charleroi", "2020-01-01", False),
        ("genova", "2016-05-01", True),
        ("paris", None, False),
    ],
)
def test_the_date_beside_a_status(slug: str, dated: str | None, is_former: bool) -> None:
    found = standing_on(label_history(lines("label", slug)), TODAY)
    assert found.dated == (known(D.fromisoformat(dated), found.dated.precision) if dated and found.dated else None)
    assert found.is_former is is_former
