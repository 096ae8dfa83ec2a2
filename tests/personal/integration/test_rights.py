"""One person's data, found, shown and erased, Cité by Cité; and what goes by itself, with proof."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.contacts.models import ContactMessage
from portal.personal.models import PurgeRun
from portal.personal.registry import PERSONAL, key_of
from portal.personal.selectors import responsible_for
from portal.personal.services.purge import KEEP, purge
from portal.personal.services.rights import erase_person, export_person
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.work.jobs import JOBS
from tests.factories.contacts import make_message
from tests.factories.portal import UserFactory, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]


# What goes by itself; the others go with what they belong to.
PURGED = [kind for kind, data in PERSONAL.items() if data.purge_on]


def held(**numbers: int) -> list[tuple[str, int]]:
    """What the screen says is held of a person: each kind of the registry, and how many."""
    return [(str(data.label), numbers.get(kind, 0)) for kind, data in PERSONAL.items()]


def test_a_key_is_one_whatever_the_case_and_tells_nothing() -> None:
    assert key_of("Lea@Example.org ") == key_of("lea@example.org")
    assert "lea" not in key_of("lea@example.org")
    assert key_of("lea@example.org") != key_of("leo@example.org")


def test_rows_written_under_an_old_secret_are_found(world: World, settings: Any) -> None:
    make_message(world.porto)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    assert PERSONAL["contact"].of_person("lea@example.org").count() == 1


def test_a_manager_shows_and_erases_what_the_own_cite_holds(world: World, client_of: ClientOf) -> None:
    make_message(world.porto)
    make_message(world.porto, email="LEA@example.org", body="Encore une question.")
    make_message(world.porto, email="other@example.org")
    foreign = make_message(world.genova, body="Una domanda riservata.")
    manager = person((world.porto, CiteRole.MANAGER))
    client = sign_in(client_of(), manager)
    found = client.post("/admin/personal/", {"email": "Lea@Example.org"})
    assert found.context["found"] == held(contact=2)
    file = client.post("/admin/personal/", {"email": "lea@example.org", "verb": "export"})
    assert "attachment" in file.headers["Content-Disposition"]
    assert "no-store" in file.headers["Cache-Control"]
    rows = file.json()["contact"]
    assert sorted(row["body"] for row in rows) == ["Encore une question.", "Une question sur les métiers du bois."]
    assert {row["cite"] for row in rows} == {"Porto"}
    assert list(file.json()["labels"]) == ["contact"]
    assert set(file.json()["labels"]["contact"]) == set(rows[0]) - {"cite"}
    client.post("/admin/personal/", {"email": "lea@example.org", "verb": "erase"})
    assert set(ContactMessage.objects.values_list("cite__slug", "email")) == {
        ("porto", "other@example.org"),
        ("genova", "lea@example.org"),
    }
    foreign.refresh_from_db()
    log = ModelLogEntry.objects.filter(action__startswith="personal.").order_by("pk")
    numbers = {kind: 2 if kind == "contact" else 0 for kind in PERSONAL}
    assert [(row.action, row.user, row.object_id, row.data["numbers"]) for row in log] == [
        ("personal.export", manager, str(world.porto.pk), numbers),
        ("personal.erase", manager, str(world.porto.pk), numbers),
    ]
    assert "example.org" not in str([row.data for row in log])


def verbs(response: Any) -> list[str]:
    """What the buttons of a screen do with the person's data."""
    return re.findall(r'name="verb" value="(\w+)"', response.content.decode())


def test_erasing_asks_first_and_says_what_would_go(world: World, client_of: ClientOf) -> None:
    make_message(world.porto)
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    assert verbs(client.post("/admin/personal/", {"email": "lea@example.org"})) == ["export", "ask"]
    asked = client.post("/admin/personal/", {"email": "lea@example.org", "verb": "ask"})
    assert verbs(asked) == ["erase"]
    page = asked.content.decode()
    assert f"<li>{PERSONAL['contact'].label}: 1</li>" in page
    assert f"<li>{PERSONAL['alert'].label}" not in page
    assert ContactMessage.objects.count() == 1


@pytest.mark.parametrize("verb", ["", "ask"])
def test_nothing_is_offered_where_nothing_is_held(world: World, client_of: ClientOf, verb: str) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    found = client.post("/admin/personal/", {"email": "lea@example.org", "verb": verb})
    assert (verbs(found), found.context["any_found"]) == ([], False)


def test_nothing_is_said_of_whom_nothing_is_held(world: World, client_of: ClientOf) -> None:
    make_message(world.genova)
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    found = client.post("/admin/personal/", {"email": "lea@example.org"})
    assert found.context["found"] == held()
    for wrong in ("", "x", "a@b"):
        assert client.post("/admin/personal/", {"email": wrong, "verb": "erase"}).status_code == 200
    assert ContactMessage.objects.count() == 1


def test_nobody_answers_for_anothers_data(world: World) -> None:
    make_message(world.porto)
    manager = person((world.genova, CiteRole.MANAGER))
    team = person(NetworkRole.LABEL_TEAM)
    assert responsible_for(manager) == {world.genova.pk}
    assert responsible_for(team) == {None}
    assert responsible_for(person((world.porto, CiteRole.EDITOR))) == set()
    for user, cites in ((manager, {world.porto.pk}), (team, {world.porto.pk}), (manager, {None}), (manager, set())):
        for verb in (export_person, erase_person):
            with pytest.raises(PermissionDenied):
                verb(email="lea@example.org", cite_ids=cites, user=user)
    assert ContactMessage.objects.count() == 1


@pytest.mark.parametrize("role", [CiteRole.EDITOR, CiteRole.MODERATOR, CiteRole.TRANSLATOR, NetworkRole.NETWORK_EDITOR])
def test_other_roles_have_no_such_screen(world: World, client_of: ClientOf, role: Any) -> None:
    make_message(world.porto)
    client = sign_in(client_of(), person(role if isinstance(role, NetworkRole) else (world.porto, role)))
    assert client.get("/admin/personal/").status_code in (302, 403)
    client.post("/admin/personal/", {"email": "lea@example.org", "verb": "erase"})
    assert ContactMessage.objects.count() == 1


def at(message: ContactMessage, day: datetime.date) -> ContactMessage:
    ContactMessage.objects.filter(pk=message.pk).update(purge_on=day)
    return message


def test_what_is_due_goes_on_its_day_and_leaves_a_proof(world: World) -> None:
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    at(make_message(world.porto), today)
    at(make_message(world.porto, email="b@example.org"), today)
    at(make_message(world.genova), today + datetime.timedelta(days=1))
    assert purge(day=yesterday) == 0
    assert ContactMessage.objects.count() == 3
    assert purge(day=today) == 2
    assert purge(day=today) == 0
    runs = PurgeRun.objects.filter(day=today).values_list("kind", "cite__slug", "erased", "left_overdue")
    assert set(runs) == {("contact", "porto", 2, 0), *((kind, None, 0, 0) for kind in PURGED)}
    assert PurgeRun.objects.filter(day=yesterday).count() == len(PURGED)
    assert purge(day=today + datetime.timedelta(days=9)) == 1
    assert not ContactMessage.objects.exists()


def test_what_could_not_go_is_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    at(make_message(world.porto), timezone.localdate() - datetime.timedelta(days=3))
    stubborn = PERSONAL["contact"].__class__(**{**PERSONAL["contact"].__dict__, "erase": lambda rows: 0})
    monkeypatch.setitem(PERSONAL, "contact", stubborn)
    purge()
    assert PurgeRun.objects.get(cite=world.porto).left_overdue == 1


def test_a_kind_with_its_own_way_to_erase_is_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def blacken(rows: Any) -> int:
        number: int = rows.update(name="", email="", body="", email_key="")
        return number

    make_message(world.porto)
    own = PERSONAL["contact"].__class__(**{**PERSONAL["contact"].__dict__, "erase": blacken})
    monkeypatch.setitem(PERSONAL, "contact", own)
    user = person((world.porto, CiteRole.MANAGER))
    assert erase_person(email="lea@example.org", cite_ids={world.porto.pk}, user=user) == 1
    assert [row.email for row in ContactMessage.objects.all()] == [""]


def test_the_purge_is_in_the_schedule_and_its_proof_ends_too(world: World) -> None:
    assert JOBS["purge-personal"].every == datetime.timedelta(days=1)
    today = timezone.localdate()
    PurgeRun.objects.create(kind="contact", day=today - KEEP - datetime.timedelta(days=1))
    purge(day=today)
    assert [run.day for run in PurgeRun.objects.all()] == [today] * len(PURGED)


def test_a_manager_sees_the_own_proof_only(world: World, client_of: ClientOf) -> None:
    long_ago = timezone.localdate() - datetime.timedelta(days=9)
    for cite in (world.porto, world.genova):
        at(make_message(cite), long_ago)
    purge()
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    assert [run.cite for run, _label in client.get("/admin/personal/").context["runs"]] == [world.porto]
    office = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    assert [run.cite for run, _label in office.get("/admin/personal/").context["runs"]] == [None] * len(PURGED)
    assert sign_in(client_of(), UserFactory(is_superuser=True)).get("/admin/personal/").status_code == 200
