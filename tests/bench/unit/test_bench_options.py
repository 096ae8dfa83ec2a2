"""What `python -m bench` takes and refuses, and what its processes are given."""

from __future__ import annotations

import pytest

from bench.__main__ import arguments
from bench.build import generated
from bench.elastic import measure_elastic
from bench.projects import ROOT, WORK, BenchError, ours, stock
from bench.scenarios import NAMES


def test_defaults_measure_everything_at_ten_thousand() -> None:
    options = arguments([])
    assert (options.size, options.cites, options.names) == (10_000, 30, list(NAMES))


def test_some_scenarios_can_be_chosen() -> None:
    assert arguments(["--only", "page, list"]).names == ["page", "list"]


def test_quick_asks_little() -> None:
    options = arguments(["--quick", "--size", "300"])
    assert (options.size, options.questions, options.rounds, options.seconds) == (300, 8, 1, 5)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--only", "page,nothing"], "unknown: nothing; choose among"),
        (["--size", "0"], "--size, --cites, --questions and --rounds are at least 1"),
        (["--size", "many"], "invalid int value"),
    ],
)
def test_bad_options_are_refused_in_a_sentence(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        arguments(given)
    assert refused.value.code == 2
    assert said in capsys.readouterr().err


def test_so_many_are_generated_that_as_many_as_asked_for_are_accepted() -> None:
    assert generated(10_000) == 11_765


def test_no_server_of_the_environment_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "S3_BUCKET", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "postgresql://elsewhere")
    for project in (ours(50), stock(50)):
        assert "postgresql://elsewhere" not in project.environment.values()
        assert project.database.is_relative_to(WORK)


def test_each_project_finds_its_own_packages_first() -> None:
    """Both have one called `search`."""
    assert ours(50).environment["PYTHONPATH"] == str(ROOT)
    assert stock(50).environment["PYTHONPATH"].split(":") == [str(WORK / "stock-50"), str(ROOT)]


@pytest.mark.parametrize("url", ["http://search.example.org:9200", "nowhere"])
def test_elasticsearch_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(BenchError, match="this machine only"):
        measure_elastic(url, size=1, questions=1, rounds=1, fresh=False, say=print)


def test_a_command_that_fails_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BenchError, match=r"portal: “-c raise SystemExit\(3\)” failed\."):
        ours(50).python("-c", "raise SystemExit(3)")
