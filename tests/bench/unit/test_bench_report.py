"""Figures, the table and what it says about the goals."""

from __future__ import annotations

import pytest

from bench.report import Report, Row, percentile, ratio, verdicts


def row(way: str, *, ours: list[float], stock: list[float], cpu: tuple[float, float], queries: list[int]) -> Row:
    return Row("search", way, ours, stock, *cpu, ratio(ours, stock), queries, [12, 14])


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5.0], 0.95, 5.0), ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0), (list(map(float, range(1, 101))), 0.95, 95.0)],
)
def test_percentiles_are_values_that_were_measured(values: list[float], share: float, expected: float) -> None:
    assert percentile(values[::-1], share) == expected


def test_a_ratio_is_of_all_that_was_asked() -> None:
    assert ratio([1.0, 3.0], [10.0, 70.0]) == 20.0


def test_a_row_tells_the_ratio_of_the_middle_ones_too() -> None:
    found = row("in process", ours=[1.0, 2.0, 9.0], stock=[4.0, 8.0, 400.0], cpu=(1, 1), queries=[])
    assert (round(found.times, 1), found.median_times) == (34.3, 4.0)


def test_the_table_names_both_and_their_ratios() -> None:
    report = Report([row("in process", ours=[0.002] * 3, stock=[0.05] * 3, cpu=(0.002, 0.06), queries=[3, 4])], ["so"])
    head, line, *rest = report.text().splitlines()[0:1] + report.text().splitlines()[2:]
    assert head.split("  ")[0] == "scenario"
    assert line.split() == [
        "search",
        "in",
        "process",
        "2.0",
        "/",
        "2.0",
        "50.0",
        "/",
        "50.0",
        "25.0x",
        "25.0x",
        "2.0",
        "60.0",
        "30.0x",
        "3-4",
        "12-14",
    ]
    assert rest == ["", "so"]


def test_goals_that_are_met_and_missed_are_told_apart() -> None:
    report = Report(
        [
            row("in process", ours=[0.002], stock=[0.05], cpu=(0.002, 0.03), queries=[5]),
            row("HTTP, 1 visitor", ours=[0.04], stock=[0.4], cpu=(0.002, 0.03), queries=[]),
        ]
    )
    assert list(verdicts(report)) == [
        "MISSED SQL statements of a faceted search: 5 at most (goal 4)",
        "met    faster than stock, in process: 25.0x (goal 15x)",
        "MISSED less CPU than stock: 15.0x (goal 20x)",
        "MISSED faster than stock, over HTTP: 10.0x (goal 15x)",
        "MISSED p95 over HTTP (on an idle machine): 40.0 ms (goal 30 ms)",
    ]


def test_nothing_is_said_of_what_was_not_measured() -> None:
    assert list(verdicts(Report())) == []
    assert Report().text() == ""
