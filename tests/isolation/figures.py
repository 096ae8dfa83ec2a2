"""The figures of the matrix at the end of a run: surfaces tried, requests, leaks found, by role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Surfaces tried and leaks found, by role."""
    figures = figures_by_role(terminalreporter.stats)
    if not figures:
        return
    terminalreporter.section("isolation matrix")
    for who, found in sorted(figures.items()):
        terminalreporter.write_line(
            f"{who:12} {len(found.surfaces):4} surfaces tried, {found.requests:5} requests, {found.seconds:4.0f} s of "
            f"the processor, {found.findings} leaks or gaps found"
        )
    for reason in sorted(set().union(*(found.excused for found in figures.values()))):
        terminalreporter.write_line(f"meant: {reason}")


@dataclass
class Figures:
    """What a role tried and what was found."""

    surfaces: set[str] = field(default_factory=set)
    requests: int = 0
    findings: int = 0
    seconds: float = 0.0
    excused: set[str] = field(default_factory=set)


def figures_by_role(stats: dict[str, list[Any]]) -> dict[str, Figures]:
    """The sums of what the sections' tests told."""
    found: dict[str, Figures] = {}
    for outcome in ("passed", "failed", "xfailed", "xpassed"):
        for report in stats.get(outcome, ()):
            for name, value in getattr(report, "user_properties", ()):
                if name == "matrix":
                    who, told = value
                    sums = found.setdefault(who, Figures())
                    sums.surfaces |= set(told["surfaces"])
                    sums.excused |= set(told["excused"])
                    sums.requests += told["requests"]
                    sums.findings += told["findings"]
                    sums.seconds += told["seconds"]
    return found
