"""What the search engine refuses again and again is seen by operators, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from portal.tenancy.enums import CiteRole, NetworkRole
from search.engines import forget
from search.models import SearchChange, SearchDocument
from search.models.outbox import DEAD_AFTER
from tests.factories.portal import person, sign_in
from tests.factories.search import make_initiative
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
REPORT = "/admin/reports/search/"
MENU = "Refused by the search engine"


@pytest.fixture
def letters(world: World, settings: Any) -> list[SearchChange]:
    """A dead letter, and a change that was refused a few times only."""
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URLS = ["http://127.0.0.1:9"]
    forget()
    for key, attempts in {"Chaudronnerie": DEAD_AFTER, "Menuiserie": DEAD_AFTER - 1}.items():
        row = make_initiative(world.paris, key, language="fr", title=key)
        number = SearchDocument.objects.get(uid=row.uid).pk
        SearchChange.objects.filter(document_id=number).update(
            attempts=attempts, not_before=timezone.now(), error="failed to parse field [location]"
        )
    DBTaskResult.objects.all().delete()
    return list(SearchChange.objects.order_by("attempts"))


def test_an_operator_reads_what_and_why(letters: list[SearchChange], client_of: ClientOf) -> None:
    operator = sign_in(client_of(), person(is_superuser=True))
    with translation.override("en"):
        answer = operator.get(REPORT)
    assert [(row.title, row.attempts) for row in answer.context["object_list"]] == [("Chaudronnerie", DEAD_AFTER)]
    text = answer.content.decode()
    assert ("failed to parse field [location]" in text, "Menuiserie" in text) == (True, False)
    assert MENU in operator.get("/admin/").content.decode()
    sheet = operator.get(f"{REPORT}?export=csv")
    assert "Chaudronnerie" in b"".join(sheet.streaming_content).decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_does(letters: list[SearchChange], world: World, client_of: ClientOf, method: str) -> None:
    others = [*NetworkRole, *((world.paris, role) for role in CiteRole)]
    for role in others:
        client = sign_in(client_of(), person(role))
        for url in (REPORT, f"{REPORT}results/"):
            answer = getattr(client, method)(url)
            assert (role, answer.status_code, b"Chaudronnerie" in answer.content) == (role, answer.status_code, False)
            assert answer.status_code in {302, 403}
        assert MENU not in client.get("/admin/").content.decode()
    assert SearchChange.objects.filter(attempts=DEAD_AFTER).count() == 1


def test_they_are_tried_again_at_once(letters: list[SearchChange], client_of: ClientOf) -> None:
    operator = sign_in(client_of(), person(is_superuser=True))
    assert operator.post(REPORT).status_code == 302
    few, dead = (SearchChange.objects.get(pk=letter.pk) for letter in letters)
    assert (dead.attempts, dead.not_before) == (0, None)
    assert (few.attempts, few.not_before) == (DEAD_AFTER - 1, letters[0].not_before)
    assert DBTaskResult.objects.get().task_path == "search.services.outbox.drain_changes"
    assert list(operator.get(REPORT).context["object_list"]) == []
    assert operator.post(REPORT).status_code == 302
    assert DBTaskResult.objects.count() == 1


def test_without_a_search_engine_there_is_no_such_report_in_the_menu(world: World, client_of: ClientOf) -> None:
    operator = sign_in(client_of(), person(is_superuser=True))
    assert MENU not in operator.get("/admin/").content.decode()
