"""The demonstration network: each app registers what it loads; `manage.py demo` runs it all in order.

Facts come from data files in the apps, each with its sources. What is invented is marked `demonstration`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

PROJECT = Path(__file__).resolve().parent.parent
# The Cités that are shown full; the others show facts and empty states.
SHOWCASES = ("paris", "porto", "genova", "barcelona", "mayotte")


@dataclass
class DemoContext:
    """One run. `say` prints a line of progress; `shared` hands values from step to step."""

    facts_only: bool
    say: Callable[[str], None]
    shared: dict[str, Any] = field(default_factory=dict)


DemoStep = Callable[[DemoContext], None]


@dataclass(frozen=True, slots=True)
class Registered:
    """A step with its place in the order. `facts` tells whether it loads facts or demonstration text."""

    order: int
    name: str
    step: DemoStep
    facts: bool


_steps: list[Registered] = []


def register_demo(name: str, step: DemoStep, *, order: int, facts: bool) -> None:
    """Add a step; it must be idempotent: run again, it repairs and adds nothing twice."""
    if all(known.name != name for known in _steps):
        _steps.append(Registered(order, name, step, facts))


def demo_steps(*, facts_only: bool) -> list[Registered]:
    """The steps to run, in order."""
    return sorted((step for step in _steps if step.facts or not facts_only), key=lambda step: step.order)


def read_data(path: str) -> Any:
    """A JSON data file of the project, such as "cities/data/cites.json"."""
    return json.loads((PROJECT / path).read_text(encoding="utf-8"))


def _data_files() -> Iterator[Path]:
    for app in ("cities", "events", "label", "search", "portal"):
        yield from sorted((PROJECT / app).glob("data/**/*"))
        yield from sorted((PROJECT / app).glob("demo/**/*.py"))
        yield from (path for path in [PROJECT / app / "demo.py"] if path.exists())


def data_version() -> int:
    """A number that changes with the data files and their loaders."""
    digest = hashlib.sha256(settings.BASE_DOMAIN.encode())
    for path in _data_files():
        if path.is_file():
            digest.update(path.read_bytes())
    return int(digest.hexdigest()[:12], 16)
