"""The environment: typed, documented, and refused in one sentence where it is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.settings.environment import Environment, read_environment

PROJECT = Path(__file__).resolve().parents[3]
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


def test_the_readmes_table_is_the_code() -> None:
    table = {name: purpose for name, purpose, _default in ROW.findall((PROJECT / "README.md").read_text())}
    fields = {
        name.upper(): (field.description or "").split(" Default:")[0]
        for name, field in Environment.model_fields.items()
    }
    assert table == fields


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", None, "The environment variable SECRET_KEY is not set. It is: Signs sessions"),
        ("BASE_DOMAIN", None, "The environment variable BASE_DOMAIN is not set."),
        ("PUBLIC_PORT", "eighty", "The environment variable PUBLIC_PORT is wrong:"),
        ("PUBLIC_PORT", "70000", "The environment variable PUBLIC_PORT is wrong:"),
        ("PUBLIC_SCHEME", "ftp", "The environment variable PUBLIC_SCHEME is wrong:"),
        ("DATABASE_URL", "mysql://db/portal", "The environment variable DATABASE_URL is wrong:"),
        ("REDIS_URL", "cache:6379", "The environment variable REDIS_URL is wrong:"),
        ("ELASTICSEARCH_URL", "https://one:9200,two", "The environment variable ELASTICSEARCH_URL is wrong:"),
    ],
)
def test_production_refuses_to_start_and_names_the_variable(
    tmp_path: Path, name: str, value: str | None, words: str
) -> None:
    environment = {
        **{key: entry for key, entry in os.environ.items() if not key.startswith("PYTEST")},
        "DJANGO_SETTINGS_MODULE": "portal.settings.base",
        "SECRET_KEY": "x",
        "BASE_DOMAIN": "example.org",
        "DATA_DIR": str(tmp_path),
    }
    if value is None:
        del environment[name]
    else:
        environment[name] = value
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, str(PROJECT / "manage.py"), "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(words)
    assert done.stderr.count("\n") == 1


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_SCHEME", "")
    monkeypatch.setenv("NETWORK_HOST", "")
    read = read_environment()
    assert (read.public_scheme, read.hub_host) == ("https", read.base_domain)


def test_production_passes_djangos_own_checks(tmp_path: Path) -> None:
    environment = {
        **{key: entry for key, entry in os.environ.items() if not key.startswith("PYTEST")},
        "DJANGO_SETTINGS_MODULE": "portal.settings.base",
        "SECRET_KEY": "a long random string, as a deployment would have it: 2c5e7f",
        "BASE_DOMAIN": "example.org",
        "PUBLIC_SCHEME": "https",
        "DATA_DIR": str(tmp_path),
    }
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, str(PROJECT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
