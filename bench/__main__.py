"""`python -m bench`: builds both projects, measures them in one run, prints a table."""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from bench.build import build, build_ours, sweep
from bench.elastic import measure_elastic
from bench.measure import Bounds, compare, engine_alone, saving
from bench.projects import BenchError, Project
from bench.questions import Data, Question, ask, read_data
from bench.report import Report, verdicts
from bench.scenarios import MAKERS, NAMES, make

SMALL = 100


def arguments(given: Sequence[str]) -> Namespace:
    """What is asked for."""
    parser = ArgumentParser(
        prog="python -m bench",
        description="Compares the portal with stock Wagtail on the same data and server settings, on this machine's "
        "loopback only. The first run of a size builds both projects in var/bench; figures go to the terminal.",
    )
    parser.add_argument("--size", type=int, default=10_000, help="initiatives that are searched (10000)")
    parser.add_argument("--cites", type=int, default=30, help="Cités they are of (30)")
    parser.add_argument("--questions", type=int, default=48, help="different questions (48)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is asked (3)")
    parser.add_argument("--seconds", type=float, default=20, help="at most, for a scenario, way and project (20)")
    parser.add_argument("--only", default="", help=f"some of: {','.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="few questions and one round: whether it runs at all")
    parser.add_argument("--ours-only", action="store_true", help="the portal's own figures, without stock Wagtail")
    parser.add_argument("--elasticsearch", metavar="URL", help="measure this node instead, with --size documents")
    parser.add_argument("--fresh", action="store_true", help="build again what is there")
    parser.add_argument("--sweep", action="store_true", help="take away what was built, and do nothing else")
    options = parser.parse_args(given)
    options.names = [name.strip() for name in options.only.split(",") if name.strip()] or list(NAMES)
    if unknown := sorted(set(options.names) - set(NAMES)):
        parser.error(f"unknown: {', '.join(unknown)}; choose among {', '.join(NAMES)}")
    if min(options.size, options.cites, options.questions, options.rounds) < 1:
        parser.error("--size, --cites, --questions and --rounds are at least 1")
    if options.quick:
        options.questions, options.rounds, options.seconds = min(options.questions, 8), 1, min(options.seconds, 5)
    return options


def say(line: str) -> None:
    """A line of progress, with how long it has been."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {line}", flush=True)


STARTED = time.monotonic()


def run(options: Namespace) -> Report:
    """Build and measure.

    Raises:
        BenchError: a project couldn't be built or doesn't answer.
    """
    report = Report()
    if options.elasticsearch:
        measure_elastic(
            options.elasticsearch,
            size=options.size,
            questions=options.questions,
            rounds=options.rounds,
            fresh=options.fresh,
            say=say,
        )
        return report
    if options.ours_only:
        portal = build_ours(size=options.size, cites=options.cites, say=say, fresh=options.fresh)
        _measure_alone(portal, options, report)
        return report
    portal, other = build(size=options.size, cites=options.cites, say=say, fresh=options.fresh)
    data = read_data(other.folder / "data.jsonl", sample=options.questions)
    questions = ask(data, count=options.questions)
    _measure(portal, other, data, questions, options, report)
    report.lines += verdicts(report)
    return report


def _measure(
    portal: Project, other: Project, data: Data, questions: list[Question], options: Namespace, report: Report
) -> None:
    bounds = Bounds(rounds=options.rounds, seconds=options.seconds, visitors=(1, 4))
    scenarios = [make(name, data, questions) for name in MAKERS if name in options.names]
    if scenarios:
        compare(scenarios, (portal, other), bounds=bounds, report=report, say=say)
        report.lines += [f"{scenario.name}: {scenario.note}" for scenario in scenarios]
    if "engine" in options.names:
        say("the engine alone")
        engine_alone(portal, questions, rounds=options.rounds, report=report)
    if "save" in options.names:
        say("publishing a page")
        named = [(f"portal, {options.size}", portal), (f"stock Wagtail, {options.size}", other)]
        if not options.quick:
            named.insert(0, (f"portal, {SMALL}", build_ours(size=SMALL, cites=min(options.cites, 6), say=say)))
        saving(named, count=max(3, options.questions // 4), report=report)


def _measure_alone(portal: Project, options: Namespace, report: Report) -> None:
    file = portal.database.parent / "data.jsonl"
    portal.python("-m", "bench.export", str(file))
    questions = ask(read_data(file, sample=options.questions), count=options.questions)
    engine_alone(portal, questions, rounds=options.rounds, report=report)
    if "save" in options.names:
        saving([(f"portal, {options.size}", portal)], count=max(3, options.questions // 4), report=report)


def main(given: Sequence[str]) -> int:
    """Run, print, and answer 1 with a sentence where it couldn't."""
    options = arguments(given)
    if options.sweep:
        sweep()
        return 0
    before = os.getloadavg()[0]
    try:
        report = run(options)
    except BenchError as error:
        print(error, file=sys.stderr)
        return 1
    print()
    print(report.text())
    print(f"\nLoad of the machine before {before:.1f}, after {os.getloadavg()[0]:.1f}; {os.cpu_count()} processors.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
