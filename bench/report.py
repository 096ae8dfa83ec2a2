"""Figures and the table they are printed in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of them doesn't exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def ratio(ours: Sequence[float], stock: Sequence[float]) -> float:
    """How many times as long stock takes for all of it: what a visitor or a machine gains in the end."""
    return sum(stock) / max(sum(ours), 1e-9)


@dataclass(frozen=True)
class Row:
    """One line: a way of asking, with the times of both in seconds."""

    scenario: str
    way: str
    ours: Sequence[float]
    stock: Sequence[float]
    ours_cpu: float
    stock_cpu: float
    times: float
    ours_queries: Sequence[int] = ()
    stock_queries: Sequence[int] = ()

    @property
    def median_times(self) -> float:
        """The same of the middle one of each."""
        return percentile(self.stock, 0.5) / max(percentile(self.ours, 0.5), 1e-9)

    @property
    def cpu_times(self) -> float:
        """How many times the processor time of ours stock needs."""
        return self.stock_cpu / max(self.ours_cpu, 1e-9)

    def cells(self) -> list[str]:
        """The line as text."""
        return [
            self.scenario,
            self.way,
            _pair(self.ours),
            _pair(self.stock),
            f"{self.times:.1f}x",
            f"{self.median_times:.1f}x",
            f"{1000 * self.ours_cpu:.1f}",
            f"{1000 * self.stock_cpu:.1f}",
            f"{self.cpu_times:.1f}x",
            _range(self.ours_queries),
            _range(self.stock_queries),
        ]


HEAD = [
    "scenario",
    "way",
    "ours p50/p95 ms",
    "stock p50/p95 ms",
    "faster",
    "median",
    "ours CPU ms",
    "stock CPU ms",
    "CPU",
    "SQL",
    "stock SQL",
]


@dataclass
class Report:
    """Everything a run found."""

    rows: list[Row] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def row(self, scenario: str, way: str) -> Row | None:
        """The line of a scenario and a way of asking, if it was measured."""
        return next((row for row in self.rows if (row.scenario, row.way) == (scenario, way)), None)

    def text(self) -> str:
        """The table, then what else there is to say."""
        table = _table([HEAD, *(row.cells() for row in self.rows)]) if self.rows else []
        return "\n".join([*table, *([""] if table and self.lines else []), *self.lines])


def verdicts(report: Report) -> Iterable[str]:
    """What the figures say about the goals of the search."""
    inside, outside = report.row("search", "in process"), report.row("search", "HTTP, 1 visitor")
    if inside:
        worst = max(inside.ours_queries, default=0)
        yield _goal("SQL statements of a faceted search", f"{worst} at most", "4", worst <= 4)
        yield _goal("faster than stock, in process", f"{inside.times:.1f}x", "15x", inside.times >= 15)
        yield _goal("less CPU than stock", f"{inside.cpu_times:.1f}x", "20x", inside.cpu_times >= 20)
    if outside:
        slow = 1000 * percentile(outside.ours, 0.95)
        yield _goal("faster than stock, over HTTP", f"{outside.times:.1f}x", "15x", outside.times >= 15)
        yield _goal("p95 over HTTP (on an idle machine)", f"{slow:.1f} ms", "30 ms", slow <= 30)


def _goal(what: str, found: str, wanted: str, met: bool) -> str:
    return f"{'met   ' if met else 'MISSED'} {what}: {found} (goal {wanted})"


def _pair(values: Sequence[float]) -> str:
    return f"{1000 * percentile(values, 0.5):.1f} / {1000 * percentile(values, 0.95):.1f}"


def _range(values: Sequence[int]) -> str:
    if not values:
        return ""
    low, high = min(values), max(values)
    return str(low) if low == high else f"{low}-{high}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]
