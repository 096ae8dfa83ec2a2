"""Tasks whose attempts are spent are seen by operators, who have them tried again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.tenancy.enums import CiteRole, NetworkRole
from portal.work.receivers import ATTEMPTS
from portal.work.tasks import clear_sessions
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
REPORT = "/admin/reports/tasks/"


@pytest.fixture
def task(world: World) -> DBTaskResult:
    """A task that was given up."""
    DBTaskResult.objects.all().delete()
    clear_sessions.enqueue("2026-01-01T00:00:00+00:00")
    DBTaskResult.objects.update(
        status="FAILED",
        worker_ids=["w"] * ATTEMPTS,
        finished_at=timezone.now(),
        exception_class_path="builtins.ValueError",
        traceback="Traceback:\n  File\nValueError: zzsecret",
    )
    return DBTaskResult.objects.get()


def test_an_operator_reads_which_and_why(task: DBTaskResult, client_of: ClientOf) -> None:
    operator = sign_in(client_of(), person(is_superuser=True))
    text = operator.get(REPORT).content.decode()
    assert ("portal.work.tasks.clear_sessions" in text, "ValueError: zzsecret" in text) == (True, True)
    assert "Background tasks given up" in operator.get("/admin/").content.decode()


def test_nobody_else_does(task: DBTaskResult, world: World, client_of: ClientOf) -> None:
    for role in (*NetworkRole, *((world.paris, role) for role in CiteRole)):
        client = sign_in(client_of(), person(role))
        for answer in (client.get(REPORT), client.get(f"{REPORT}results/"), client.post(REPORT)):
            assert answer.status_code in {302, 403}, role
            assert b"zzsecret" not in answer.content
    assert DBTaskResult.objects.get(pk=task.pk).status == "FAILED"


def test_it_is_tried_again_with_all_its_attempts(
    task: DBTaskResult, client_of: ClientOf, drain: Callable[[], int]
) -> None:
    operator = sign_in(client_of(), person(is_superuser=True))
    assert operator.post(REPORT).status_code == 302
    row = DBTaskResult.objects.get(pk=task.pk)
    assert (row.status, row.worker_ids, row.traceback) == ("READY", [], "")
    drain()
    row.refresh_from_db()
    assert (row.status, len(row.worker_ids)) == ("SUCCESSFUL", 1)
    assert list(operator.get(REPORT).context["object_list"]) == []
