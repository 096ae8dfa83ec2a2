"""Building the two projects with the same data; what is built already for this size and code is used again."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.projects import ROOT, WORK, Project, ours, stock

FILES = Path(__file__).resolve().parent / "stock_files"
LANGUAGES = "fr,en,it,pt,es,ca"
# So many of the generated initiatives are accepted by the network: as many as asked for are to be searched.
ACCEPTED = 0.85
STAMP = "built"
Say = Callable[[str], None]


def generated(size: int) -> int:
    """How many initiatives to generate so that about `size` are the network's."""
    return round(size / ACCEPTED)


def build(*, size: int, cites: int, say: Say, fresh: bool = False) -> tuple[Project, Project]:
    """Both projects, ready to be measured.

    Raises:
        BenchError: a command of one of them failed.
    """
    portal, other = build_ours(size=size, cites=cites, say=say, fresh=fresh), stock(size)
    stamp = _stamp(portal, size, cites)
    if not fresh and _is_built(other.folder, stamp):
        say(f"{other.name}: built already")
        return portal, other
    _build_stock(portal, other, say)
    (other.folder / STAMP).write_text(stamp, encoding="utf-8")
    return portal, other


def build_ours(*, size: int, cites: int, say: Say, fresh: bool = False) -> Project:
    """The portal with its data.

    Raises:
        BenchError: a command failed.
    """
    project = ours(size)
    folder = project.database.parent
    stamp = _stamp(project, size, cites)
    if not fresh and _is_built(folder, stamp):
        say(f"{project.name}: built already")
        return project
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    say(f"{project.name}: database")
    project.run("compile_catalogues")
    project.run("migrate", "--verbosity", "0")
    project.run("collectstatic", "--noinput", "--verbosity", "0")
    project.run("provision_network", "--languages", "fr,en")
    project.python("-m", "bench.vocabularies")
    say(f"{project.name}: {generated(size)} initiatives, about {size} of them accepted by the network")
    project.run(
        "generate", "--force", f"--cites={cites}", f"--initiatives={generated(size)}", f"--languages={LANGUAGES}"
    )
    (folder / STAMP).write_text(stamp, encoding="utf-8")
    return project


def _build_stock(portal: Project, other: Project, say: Say) -> None:
    shutil.rmtree(other.folder, ignore_errors=True)
    other.folder.mkdir(parents=True)
    say(f"{other.name}: wagtail start")
    make = "from wagtail.bin.wagtail import main; main()"
    portal.python("-c", make, "start", "stock", str(other.folder))
    shutil.copytree(FILES / "initiatives", other.folder / "initiatives")
    shutil.copy(FILES / "settings" / "bench.py", other.folder / "stock" / "settings")
    shutil.copy(FILES / "base.html", other.folder / "stock" / "templates")
    say(f"{other.name}: database")
    other.run("makemigrations", "initiatives", "--verbosity", "0")
    other.run("migrate", "--verbosity", "0")
    other.run("collectstatic", "--noinput", "--verbosity", "0")
    data = other.folder / "data.jsonl"
    say(f"{other.name}: the same pages")
    portal.python("-m", "bench.export", str(data))
    other.run("load_initiatives", str(data))
    say(f"{other.name}: index of the search")
    other.run("update_index", "--verbosity", "0")
    _analyse(other)


def _analyse(project: Project) -> None:
    """Tell SQLite's planner about the data: without it stock search takes ten times as long.

    The portal has no need of it, and some harm: of a table without rows nothing is noted, so that the planner takes
    the restrictions of pages for many and reads every page for each.
    """
    connection = sqlite3.connect(project.database)
    try:
        connection.execute("ANALYZE")
        connection.commit()
    finally:
        connection.close()


def _is_built(folder: Path, stamp: str) -> bool:
    file = folder / STAMP
    return file.exists() and file.read_text(encoding="utf-8") == stamp


def _stamp(project: Project, size: int, cites: int) -> str:
    """Changes with what the data are made from."""
    digest = hashlib.sha256(f"{size}/{cites}/{project.folder.name}".encode())
    for file in _sources():
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterable[Path]:
    folders = [ROOT / "search", ROOT / "cities", ROOT / "portal" / "tenancy"]
    yield from sorted(path for folder in folders for path in folder.rglob("*.py"))
    yield from sorted((ROOT / "search" / "data" / "generate").glob("*.json"))
    yield from sorted(path for path in FILES.rglob("*") if path.is_file() and path.suffix in (".py", ".html"))


def sweep() -> None:
    """Take away everything that was built."""
    shutil.rmtree(WORK, ignore_errors=True)
