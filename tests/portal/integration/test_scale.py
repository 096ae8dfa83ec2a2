"""What must not cost more where there is more: reads of one request, plans of SQLite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from wagtail.models import Page

from cities.models import InitiativePage
from portal.selectors import frames
from portal.tenancy.selectors import hosts
from tests.factories.portal import home_of
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@pytest.fixture
def read_keys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that are read from the cache, in order."""
    seen: list[str] = []
    get = type(cache._connections["default"] if hasattr(cache, "_connections") else cache).get

    def noted(key: str, *args: Any, **kwargs: Any) -> Any:
        seen.append(key)
        return get(cache, key, *args, **kwargs)

    monkeypatch.setattr(cache, "get", noted, raising=False)
    return seen


def test_a_request_looks_up_the_state_of_the_hosts_once(
    world: World, client_of: ClientOf, read_keys: list[str]
) -> None:
    client_of("porto").get("/pt/")
    read_keys.clear()
    assert client_of("porto").get("/pt/").status_code == 200
    assert read_keys.count(hosts.VERSION_KEY) == 1


def test_a_change_of_hosts_is_seen_in_the_same_request(world: World) -> None:
    with hosts.held():
        before = hosts.table()
        with hosts.held():
            assert hosts.table() is before
            hosts.changed()
        assert hosts.table().version != before.version


def test_nothing_is_held_afterwards(world: World) -> None:
    with hosts.held():
        before = hosts.table()
    hosts.changed()
    assert hosts.table().version != before.version


def test_a_frame_is_unpickled_once_a_state(world: World, read_keys: list[str]) -> None:
    row = hosts.table().by_cite(world.porto.pk)
    assert row is not None
    frame = frames.frame_of(row)
    read_keys.clear()
    assert frames.frame_of(row) is frame
    assert not [key for key in read_keys if key.count(":") > 2]
    frames.changed(row.id)
    changed = frames.frame_of(row)
    assert changed is not frame
    assert changed == frame


def test_frames_of_few_sites_are_kept_in_the_process(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "READ_AT_MOST", 2)
    for row in hosts.table().sites.values():
        frames.frame_of(row)
        assert len(frames._read) <= 2


@pytest.mark.sqlite  # PostgreSQL plans by statistics
@pytest.mark.parametrize("bound", ["IS NULL", "= 5"])
def test_sqlite_reads_aliases_by_their_index_and_others_by_what_is_rare(world: World, bound: str) -> None:
    """Without statistics SQLite takes equality with NULL for rare: it would read every page."""
    page = home_of(world.porto, "pt")
    statement = f"SELECT id FROM wagtailcore_page WHERE alias_of_id {bound} AND translation_key = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", [page.translation_key.hex])
        plan = " ".join(row[3] for row in cursor.fetchall())
        cursor.execute("EXPLAIN QUERY PLAN SELECT id FROM wagtailcore_page WHERE alias_of_id = 5")
        of_aliases = " ".join(row[3] for row in cursor.fetchall())
    assert "translation_key" in plan or bound == "= 5"
    assert "portal_page_aliases" in of_aliases


@pytest.mark.sqlite  # PostgreSQL plans by statistics
def test_pages_of_an_initiative_are_found_by_their_key(world: World) -> None:
    keys = [home_of(world.porto, code).translation_key for code in ("pt", "en")]
    plan = InitiativePage.objects.filter(translation_key__in=keys, alias_of__isnull=True).live().explain()
    assert "translation_key" in plan
    assert "alias" not in plan


def test_aliases_are_still_found(world: World) -> None:
    home = home_of(world.porto, "pt")
    source = home.get_children().live().first()
    assert source is not None
    alias = source.specific.create_alias(parent=home, update_slug=f"{source.slug}-alias")
    assert list(Page.objects.filter(alias_of=source)) == [Page.objects.get(pk=alias.pk)]
    assert alias.pk not in Page.objects.filter(alias_of=None).values_list("pk", flat=True)
