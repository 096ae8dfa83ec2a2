"""Elasticsearch alone, at any size: documents made from the generator, loaded and asked through the portal's engine."""

from __future__ import annotations

from bench.projects import BenchError
from bench.report import Report
from collections.abc import Callable


def measure_elastic(url: str, *, size: int, questions: int, report: Report, say: Callable[[str], None]) -> None:
    raise BenchError("not yet")
