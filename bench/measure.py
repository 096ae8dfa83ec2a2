"""The measurements: both projects in turn, question by question, so that neighbours disturb both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from bench.probes import Probe
from bench.projects import Project
from bench.questions import Question
from bench.report import Report, Row, percentile, ratio
from bench.scenarios import Scenario
from bench.servers import WORKERS, Server
from bench.visitor import LEAST, Visit, visit

Say = Callable[[str], None]
QUERIES_OF = 6
# Requests before any is counted; a server gets as many for each worker.
WARM = 8


@dataclass(frozen=True)
class Bounds:
    """How much is asked: rounds over the questions, and seconds a scenario and way may take of each project."""

    rounds: int
    seconds: float
    visitors: tuple[int, ...]


def in_process(scenario: Scenario, ours: Probe, stock: Probe, *, bounds: Bounds) -> Row:
    """Both asked the same in turn, in their own processes."""
    pairs = list(zip(scenario.ours, scenario.stock, strict=True))
    # What is made at the first request of an address (templates, caches) is nobody's to pay.
    end = time.monotonic() + bounds.seconds / 2
    for mine, other in pairs[:WARM]:
        if time.monotonic() < end:
            ours.get([mine])
            stock.get([other])
    mine_wall, mine_cpu, other_wall, other_cpu = [], [], [], []
    end = time.monotonic() + 2 * bounds.seconds
    for mine, other in pairs * bounds.rounds:
        if len(mine_wall) >= LEAST and time.monotonic() > end:
            break
        for probe, request, walls, cpus in ((ours, mine, mine_wall, mine_cpu), (stock, other, other_wall, other_cpu)):
            answer = probe.get([request])
            walls.extend(answer["wall"])
            cpus.extend(answer["cpu"])
    return Row(
        scenario.name,
        "in process",
        mine_wall,
        other_wall,
        statistics.mean(mine_cpu),
        statistics.mean(other_cpu),
        ratio(mine_wall, other_wall),
        ours.ask("queries", requests=scenario.ours[:QUERIES_OF])["queries"],
        stock.ask("queries", requests=scenario.stock[: QUERIES_OF // 2])["queries"],
    )


def over_http(scenario: Scenario, ours: Server, stock: Server, *, at_once: int, bounds: Bounds) -> Row:
    """Both visited over HTTP, one after the other in each round; the ratio is of requests a second."""
    seconds = bounds.seconds / bounds.rounds
    for server, requests in ((ours, scenario.ours), (stock, scenario.stock)):
        visit(server, requests, at_once=WORKERS, count=WARM * WORKERS, seconds=seconds)
    mine: list[Visit] = []
    other: list[Visit] = []
    for _round in range(bounds.rounds):
        for server, requests, visits in ((ours, scenario.ours, mine), (stock, scenario.stock, other)):
            visits.append(visit(server, requests, at_once=at_once, count=len(requests), seconds=seconds))
    rates = [statistics.median(found.rate for found in visits) for visits in (mine, other)]
    name = f"HTTP, {at_once} visitor{'s' if at_once > 1 else ''}"
    return Row(
        scenario.name,
        name,
        [seconds for found in mine for seconds in found.times],
        [seconds for found in other for seconds in found.times],
        statistics.mean(found.cpu_each for found in mine),
        statistics.mean(found.cpu_each for found in other),
        rates[0] / rates[1],
    )


def compare(
    scenarios: Sequence[Scenario], projects: tuple[Project, Project], *, bounds: Bounds, report: Report, say: Say
) -> None:
    """Every scenario in every way."""
    with Probe(projects[0]) as ours, Probe(projects[1]) as stock:
        for scenario in scenarios:
            say(f"{scenario.title}: in process")
            report.rows.append(in_process(scenario, ours, stock, bounds=bounds))
    with Server(projects[0]) as mine, Server(projects[1]) as other:
        for scenario in scenarios:
            for at_once in bounds.visitors:
                say(f"{scenario.title}: over HTTP, visitors at once: {at_once}")
                report.rows.append(over_http(scenario, mine, other, at_once=at_once, bounds=bounds))


def engine_alone(project: Project, questions: Sequence[Question], *, rounds: int, report: Report) -> None:
    """The portal's engine without anything around it."""
    asked = [asdict(question) for question in questions]
    with Probe(project) as probe:
        probe.ask("engine", questions=asked[:2])
        found = [probe.ask("engine", questions=asked) for _round in range(rounds)]
    cpus = [seconds for answer in found for seconds in answer["cpu"]]
    totals = found[0]["totals"]
    report.lines.append(
        f"Engine alone ({found[0]['name']}): CPU p50 {1000 * percentile(cpus, 0.5):.1f} ms, p95 "
        f"{1000 * percentile(cpus, 0.95):.1f} ms; hits {min(totals)} to {max(totals)}, median "
        f"{statistics.median(totals):.0f}; ranked in two stages: {found[0]['two_stages']} of {len(totals)}"
    )


def saving(projects: Sequence[tuple[str, Project]], *, count: int, report: Report) -> None:
    """Publishing a page anew, in each project."""
    for name, project in projects:
        with Probe(project) as probe:
            probe.ask("save", model=project.model, count=2)
            found = probe.ask("save", model=project.model, count=count)
        report.lines.append(
            f"Publishing a page, {name}: CPU p50 {1000 * percentile(found['cpu'], 0.5):.0f} ms, p95 "
            f"{1000 * percentile(found['cpu'], 0.95):.0f} ms; by the clock p50 "
            f"{1000 * percentile(found['wall'], 0.5):.0f} ms"
        )
