"""What is held of who follows a search by mail: shown, erased, gone by itself, in no queue and no log."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.personal.services.purge import purge
from portal.personal.services.rights import erase_person, export_person
from portal.tenancy.enums import CiteRole, NetworkRole
from search.models import SearchAlert
from tests.factories.alerts import make_alert
from tests.factories.portal import person
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.alerting import ask, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


def test_what_is_held_is_shown_and_erased_by_who_answers_for_it(world: World) -> None:
    make_alert(world.porto, language="pt", query="q=robots", email="LEA@example.org")
    make_alert(world.genova, language="it")
    make_alert()
    make_alert(world.porto, email="other@example.org")
    manager, team = person((world.porto, CiteRole.MANAGER)), person(NetworkRole.LABEL_TEAM)
    (row,) = export_person(email="lea@example.org", cite_ids={world.porto.pk}, user=manager)["alert"]
    assert (row["cite"], row["query"], row["email"]) == ("Porto", "q=robots", "LEA@example.org")
    assert erase_person(email="lea@example.org", cite_ids={world.porto.pk}, user=manager) == 1
    assert erase_person(email="lea@example.org", cite_ids={None}, user=team) == 1
    assert set(SearchAlert.objects.values_list("cite__slug", "email")) == {
        ("genova", "lea@example.org"),
        ("porto", "other@example.org"),
    }


def test_what_nobody_confirmed_goes_by_itself(world: World) -> None:
    asked, kept = make_alert(confirmed=False), make_alert(world.porto, language="pt")
    today = timezone.localdate()
    purge(day=today + datetime.timedelta(days=7))
    assert SearchAlert.objects.filter(pk=asked.pk).exists()
    purge(day=today + datetime.timedelta(days=8))
    purge(day=today + datetime.timedelta(days=4000))
    assert list(SearchAlert.objects.all()) == [kept]


def test_queue_and_log_hold_no_address(
    world: World, client_of: ClientOf, drain: Drain, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask(client_of())
    make_alert(email="lea@example.org")
    make_initiative(world.porto, "new", language="pt", title="Nova")
    queued = str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    run(drain)
    queued += str(list(DBTaskResult.objects.values_list("args_kwargs", "return_value")))
    assert "example.org" not in queued.lower()
    assert "example.org" not in caplog.text.lower()
