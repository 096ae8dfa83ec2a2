"""The whole of `python -m bench --quick`, small: in CI only, for it builds two projects (a minute)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from bench.projects import ROOT, WORK

pytestmark = pytest.mark.skipif(not os.environ.get("PORTAL_NO_SKIPS"), reason="builds two projects: in CI only")


def bench(*arguments: str) -> str:
    """What the command prints, run to its end."""
    done = subprocess.run(  # our own command
        [sys.executable, "-m", "bench", "--quick", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_both_projects_are_built_and_compared() -> None:
    lines = bench("--size", "120", "--cites", "3", "--questions", "4").splitlines()
    ways = ("in process", "HTTP, 1 visitor ", "HTTP, 4 visitors")
    assert [line.split()[0] for way in ways for line in lines if f"  {way}" in line] == [
        name for _way in ways for name in ("search", "searchpage", "page", "list")
    ]
    assert any(line.startswith("met    SQL statements of a faceted search") for line in lines)
    assert sum(line.startswith("Publishing a page, ") for line in lines) == 2
    # Figures are this machine's: they stay in the terminal.
    kept = {path.suffix for path in Path(WORK).rglob("*") if path.is_file() and path.parent.name.endswith("-120")}
    assert kept <= {".sqlite3", ".sqlite3-shm", ".sqlite3-wal", ".jsonl", ".py", ".md", ".txt", "", ".dockerignore"}


def test_a_node_is_loaded_and_asked() -> None:
    url = os.environ["ELASTICSEARCH_URL"]
    size = 300
    try:
        output = bench("--elasticsearch", url, "--size", str(size))
        assert f"Loaded: {size} in" in output
        assert f"Elasticsearch, {size} documents, 8 questions with 8 facets" in output
        with Elasticsearch(url) as node:
            assert node.count(index=f"bench-{size}-*")["count"] == size
    finally:
        with Elasticsearch(url) as node:
            for name in node.indices.get(index=f"bench-{size}-*"):
                node.indices.delete(index=name)
