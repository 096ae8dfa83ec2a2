"""The version of a frame: new at the first change of a transaction, after a read, and after the commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from portal.selectors import frames
from portal.tenancy.selectors import hosts
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(world: World) -> hosts.SiteRow:
    found = hosts.table().by_cite(world.porto.pk)
    assert found is not None
    return found


@pytest.fixture
def version(row: hosts.SiteRow) -> Callable[[], str]:
    return lambda: str(cache.get(f"portal:frame:{row.id}"))


def test_further_changes_of_a_transaction_cost_nothing(row: hosts.SiteRow, version: Callable[[], str]) -> None:
    before = version()
    frames.changed(row.id)
    first = version()
    frames.changed(row.id)
    assert before != first == version()


def test_what_was_read_meanwhile_is_read_again(row: hosts.SiteRow, version: Callable[[], str]) -> None:
    frames.changed(row.id)
    frames.frame_of(row)
    read = version()
    frames.changed(row.id)
    assert version() != read


def test_the_commit_gives_one_more_version(
    row: hosts.SiteRow, version: Callable[[], str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        frames.changed(row.id)
        frames.changed(row.id)
    assert len(callbacks) == 1
    before = version()
    callbacks[0]()
    assert version() != before


def test_a_change_after_a_rollback_counts(row: hosts.SiteRow, version: Callable[[], str]) -> None:
    with transaction.atomic():
        frames.changed(row.id)
        transaction.set_rollback(True)
    after = version()
    frames.changed(row.id)
    assert version() != after


def test_each_site_has_its_own(world: World, row: hosts.SiteRow, version: Callable[[], str]) -> None:
    other = hosts.table().by_cite(world.paris.pk)
    assert other is not None
    frames.changed(other.id)
    frames.changed(row.id)
    first = version()
    frames.changed(other.id)
    assert version() == first
