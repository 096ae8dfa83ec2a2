"""The two projects that are measured: how to run their commands, and on what database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "bench"
# Of the environment only what finds programs and folders: no server of somebody's choice is measured by mistake.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")


class BenchError(RuntimeError):
    """Something couldn't be built or measured; the message says what."""


@dataclass(frozen=True)
class Project:
    """A Django project in a folder of its own."""

    name: str
    folder: Path
    settings: str
    wsgi: str
    model: str
    database: Path
    variables: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """Variables of every process of this project; its own packages come before ours of the same name."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        path = os.pathsep.join(dict.fromkeys([str(self.folder), str(ROOT)]))
        return {**kept, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": self.settings, **self.variables}

    def run(self, *arguments: str, shown: bool = False) -> None:
        """Run a management command to its end.

        Raises:
            BenchError: it failed.
        """
        self.python("-m", "django", *arguments, shown=shown)

    def python(self, *arguments: str, shown: bool = False) -> None:
        """Run Python in this project. Unless it is to be shown its output is dropped, but for errors.

        Raises:
            BenchError: it failed.
        """
        output = None if shown else subprocess.DEVNULL
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=self.environment, stdout=output, check=False
        )
        if done.returncode:
            raise BenchError(f"{self.name}: “{' '.join(arguments)}” failed.")


def ours(size: int) -> Project:
    """The portal, with production settings and a folder of data of its own."""
    data = WORK / f"ours-{size}"
    return Project(
        name="portal",
        folder=ROOT,
        settings="portal.settings.base",
        wsgi="portal.wsgi:application",
        model="cities.InitiativePage",
        database=data / "portal.sqlite3",
        variables={
            "SECRET_KEY": "for measuring on this machine only",
            "BASE_DOMAIN": "localhost",
            "PUBLIC_SCHEME": "http",
            "PUBLIC_PORT": "80",
            "DATA_DIR": str(data),
            "LOG_LEVEL": "ERROR",
        },
    )


def stock(size: int) -> Project:
    """What `wagtail start` makes, with the initiatives added as Wagtail's documentation would have it."""
    folder = WORK / f"stock-{size}"
    return Project(
        name="stock Wagtail",
        folder=folder,
        settings="stock.settings.bench",
        wsgi="stock.wsgi:application",
        model="initiatives.InitiativePage",
        database=folder / "stock.sqlite3",
        variables={},
    )


def start(project: Project, arguments: Sequence[str], *, piped: bool = False) -> subprocess.Popen[str]:
    """Start a process of a project; the caller ends it."""
    pipe = subprocess.PIPE if piped else None
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=project.folder,
        env=project.environment,
        stdin=pipe or subprocess.DEVNULL,
        stdout=pipe,
        text=True,
    )
