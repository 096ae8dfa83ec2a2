"""Elasticsearch alone, at any size: the portal's engine asked about documents that are in no database."""

from __future__ import annotations

import shutil
import urllib.parse
from collections.abc import Callable

from bench.projects import WORK, BenchError, Project, ours

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def measure_elastic(
    url: str, *, size: int, questions: int, rounds: int, fresh: bool, say: Callable[[str], None]
) -> None:
    """Load `size` documents into an index of the benchmark's own and ask it; figures are printed by the process that
    does.

    Raises:
        BenchError: the node isn't on this machine, doesn't answer or refuses.
    """
    host = urllib.parse.urlsplit(url).hostname
    if host not in LOOPBACK:
        raise BenchError(f"The benchmark asks this machine only; {host or url} isn't.")
    say(f"Elasticsearch: {size} documents")
    project = ours(size)
    data = WORK / "elastic"
    data.mkdir(parents=True, exist_ok=True)
    variables = {**project.variables, "DATA_DIR": str(data), "ELASTICSEARCH_URL": url}
    node = Project(
        "Elasticsearch", project.folder, project.settings, project.wsgi, project.model, data / "none", variables
    )
    try:
        say("Elasticsearch: tables for the kinds of pages, and nothing in them")
        node.run("migrate", "--verbosity", "0")
        node.python(
            "-m",
            "bench.elastic_node",
            url,
            str(size),
            str(questions),
            str(rounds),
            "fresh" if fresh else "",
            shown=True,
        )
    finally:
        shutil.rmtree(data, ignore_errors=True)
