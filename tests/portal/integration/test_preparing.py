"""`manage.py serve --prepare`: one process looks what there is to do, and says what it did."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Site

from portal.demo import data_version
from portal.management.commands.demo import MARK
from portal.management.preparing import MigrateWithProgress, follow_port, prepare
from portal.models import ContentVersion
from portal.tenancy.selectors import hosts
from tests.factories.portal import home_of
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def loaded() -> None:
    """The mark of a loaded demonstration network."""
    ContentVersion.objects.update_or_create(name=MARK, defaults={"number": data_version() * 2})


def test_sites_follow_the_port_that_the_server_is_reached_on(
    world: World, settings: Any, queries: Callable[[], Any]
) -> None:
    said: list[str] = []
    assert home_of(world.porto, "pt").full_url == "http://porto.localhost:8000/pt/"
    settings.PUBLIC_PORT = 8640
    follow_port(said.append)
    assert said == ["Sites: 4 moved to port 8640"]
    assert {row.port for row in hosts.table().sites.values()} == {8640}
    assert home_of(world.porto, "pt").full_url == "http://porto.localhost:8640/pt/"
    with queries() as seen:
        follow_port(said.append)
    assert len(said) == 1
    assert len(seen) <= 1


def test_ports_of_a_deployment_are_its_own_matter(world: World, settings: Any) -> None:
    settings.PUBLIC_PORT, settings.LINKS_FROM_REQUEST = 8640, False
    said: list[str] = []
    follow_port(said.append)
    assert said == []
    assert set(Site.objects.values_list("port", flat=True)) == {8000}


def test_a_demonstration_that_is_loaded_follows_the_port_too(world: World, settings: Any) -> None:
    loaded()
    settings.PUBLIC_PORT = 8640
    said = StringIO()
    call_command("demo", if_needed=True, stdout=said)
    assert said.getvalue().splitlines() == ["Demonstration network: loaded already.", "Sites: 4 moved to port 8640"]


def test_where_all_is_done_nothing_is(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    loaded()
    said: list[str] = []
    prepare(said.append)
    assert said == ["Database: up to date"]
    assert capsys.readouterr().out.splitlines() == ["Demonstration network: loaded already."]


def test_migrations_say_how_far_they_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    executor = MigrationExecutor(connection)
    first, last = [executor.loader.graph.nodes[key] for key in (("cities", "0001_initial"), ("search", "0001_initial"))]
    now = iter([0.0, 1.0, 3.0, 3.5])
    monkeypatch.setattr("portal.management.preparing.monotonic", lambda: next(now))
    said: list[str] = []
    command = MigrateWithProgress(said.append, total=3)
    command.migration_progress_callback("apply_start", first)
    for migration in (first, first, last):
        command.migration_progress_callback("apply_success", migration)
    assert said == ["  Migrations: 2/3 cities", "  Migrations: 3/3 search"]


def test_what_is_compiled_is_spoken_by_the_same_process(tmp_path: Path, settings: Any) -> None:
    """A fresh clone has no compiled catalogues, and its first command makes the pages."""
    settings.LOCALE_PATHS = [tmp_path]
    with translation.override("fr"):
        assert gettext("Zz a street") == "Zz a street"
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.append(polib.POEntry(msgid="Zz a street", msgstr="Zz une rue"))
    catalogue.save(str(source))
    call_command("compile_catalogues")
    with translation.override("fr"):
        assert gettext("Zz a street") == "Zz une rue"
