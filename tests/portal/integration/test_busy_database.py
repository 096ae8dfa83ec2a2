"""What is only read doesn't wait for who writes: SQLite's one lock is held while pages are asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import ConnectionHandler, OperationalError
from django.test import Client
from django.utils import timezone

from portal.accounts import middleware
from portal.tenancy.enums import CiteRole
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def test_whether_sqlite_has_json_is_asked_while_another_writes(tmp_path: Path) -> None:
    name = str(tmp_path / "busy.sqlite3")
    options = {"transaction_mode": "IMMEDIATE", "timeout": 0.1}
    handler = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}})
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with closing(sqlite3.connect(name, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        reader: Any = handler["default"]
        with closing(reader), reader.execute_wrapper(note):
            assert reader.features.supports_json_field
            assert reader.features.has_json_object_function
    assert asked == ["SELECT JSON('{}')"]


def test_the_use_of_a_session_is_noted_now_and_then(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    client.get("/admin/")
    first = UserSession.objects.get()
    client.get("/admin/")
    assert UserSession.objects.get().last_seen_at == first.last_seen_at
    client.get("/admin/", headers={"User-Agent": "another"})
    assert UserSession.objects.get().user_agent == "another"
    noted = UserSession.objects.get().last_seen_at
    UserSession.objects.update(last_seen_at=noted - middleware.NOTED_EVERY)
    client.get("/admin/", headers={"User-Agent": "another"})
    assert UserSession.objects.get().last_seen_at > noted


def test_a_page_is_read_although_the_use_of_the_session_cant_be_noted(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))

    def busy(_manager: Any, _request: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(UserSession.objects), "create_from_request", busy)
    UserSession.objects.update(last_seen_at=timezone.now() - 2 * middleware.NOTED_EVERY)
    assert client.get("/admin/").status_code == 200
    assert "was not noted" in caplog.text
