"""Mails of searches that are followed: only what is new and public, nothing twice, nothing lost."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from cities.enums import Review
from cities.models import InitiativePage
from cities.services.review import decide
from portal.tenancy.enums import NetworkRole
from search.engines import forget
from search.models import SearchAlert, SearchDocument
from search.selectors import alerts as selectors
from search.services import alert_mail
from tests.factories.alerts import make_alert
from tests.factories.portal import person
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.alerting import run
from tests.search.mail_servers import BreakingBackend, RefusingBackend

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Drain = Callable[[], int]
SERVERS = "tests.search.mail_servers."
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    forget()
    with translation.override("en"):
        yield
    forget()


@pytest.fixture(autouse=True)
def _servers() -> Iterator[None]:
    yield
    RefusingBackend.unknown, BreakingBackend.takes, BreakingBackend.late = set(), 0, False


def test_only_what_is_new_and_public_here_and_each_once(world: World, drain: Drain) -> None:
    make_initiative(world.porto, "old", language="pt", title="Antiga")
    make_alert(email="hub@example.org")
    make_alert(world.porto, email="porto@example.org", language="pt")
    make_alert(world.genova, email="genova@example.org", language="it")
    make_alert(email="asked@example.org", confirmed=False)
    drain()
    mail.outbox.clear()
    make_initiative(world.porto, "new", language="pt", title="Nova", words={"demonstration": True})
    make_initiative(world.porto, "proposed", language="pt", title="Zzproposta", review=Review.PROPOSED)
    gone = make_initiative(world.porto, "gone", language="pt", title="Zzretirada")
    InitiativePage.objects.get(translation_key=gone.uid).unpublish()
    sent = {message.to[0]: message for message in run(drain)}
    assert sorted(sent) == ["hub@example.org", "porto@example.org"]
    hub, porto = sent["hub@example.org"].body, sent["porto@example.org"].body
    assert [word in hub for word in ("Nova", "Zzproposta", "Zzretirada", "Antiga")] == [True, False, False, False]
    assert [word in porto for word in ("Nova", "Zzproposta", "Zzretirada", "Antiga")] == [True, True, False, False]
    assert world.porto.name in sent["porto@example.org"].subject
    assert world.porto.name in sent["porto@example.org"].from_email
    assert run(drain) == []
    row = InitiativePage.objects.get(title="Zzproposta").row
    decide(uid=row.uid, verb="accept", user=person(NetworkRole.NETWORK_EDITOR))
    DBTaskResult.objects.all().delete()
    later = run(drain)
    assert [message.to for message in later] == [["hub@example.org"]]
    assert "Zzproposta" in later[0].body


def test_what_comes_back_before_it_was_told_is_told_and_after_is_not(world: World, drain: Drain) -> None:
    make_alert()
    drain()
    row = make_initiative(world.porto, "new", language="pt", title="Nova")
    InitiativePage.objects.get(translation_key=row.uid).unpublish()
    assert [message for message in run(drain) if "Nova" in message.body] == []
    SearchAlert.objects.update(seen_at=timezone.now() + DAY)
    page = InitiativePage.objects.get(translation_key=row.uid)
    page.save_revision().publish()
    SearchDocument.objects.update(network_since=timezone.now() + 2 * DAY)
    forget()
    assert len(run(drain)) == 1
    page = InitiativePage.objects.get(pk=page.pk)
    page.unpublish()
    page.save_revision().publish()
    SearchDocument.objects.update(network_since=timezone.now() + 3 * DAY)
    forget()
    assert run(drain) == []


def test_what_was_committed_late_is_not_lost(world: World, drain: Drain) -> None:
    make_alert()
    drain()
    make_initiative(world.porto, "first", language="pt", title="Primeira")
    assert len(run(drain)) == 1
    make_initiative(world.porto, "late", language="pt", title="Tardia")
    alert = SearchAlert.objects.get()
    assert alert.seen_at is not None
    SearchDocument.objects.filter(cards__pt__title="Tardia").update(
        network_since=alert.seen_at - datetime.timedelta(minutes=5)
    )
    forget()
    (late,) = run(drain)
    assert "Tardia" in late.body
    assert "Primeira" not in late.body


def test_what_stops_being_public_between_noting_and_sending_is_not_sent(world: World, drain: Drain) -> None:
    alert = make_alert()
    drain()
    mail.outbox.clear()
    rows = [make_initiative(world.porto, key, language="pt", title=key) for key in ("Fica", "Vai")]
    SearchAlert.objects.update(due_at=timezone.now() - DAY)
    assert alert_mail._take_up(alert.pk, timezone.now()) is not None
    InitiativePage.objects.get(translation_key=rows[1].uid).unpublish()
    (sent,) = run(drain)
    assert ("Fica" in sent.body, "Vai" in sent.body) == (True, False)
    InitiativePage.objects.get(translation_key=rows[1].uid).save_revision().publish()
    (after,) = run(drain)
    assert ("Fica" in after.body, "Vai" in after.body) == (False, True)


@pytest.mark.parametrize("late", [False, True])
def test_a_broken_line_loses_nothing_and_repeats_nothing_unmarked(
    world: World, drain: Drain, settings: Any, late: bool
) -> None:
    for number in range(3):
        make_alert(email=f"{number}@example.org")
    drain()
    mail.outbox.clear()
    make_initiative(world.porto, "new", language="pt", title="Nova")
    settings.EMAIL_BACKEND = SERVERS + "BreakingBackend"
    BreakingBackend.takes, BreakingBackend.late = 1, late
    first = run(drain)
    assert [message.to[0] for message in first] == (
        ["0@example.org"] if not late else [f"{n}@example.org" for n in range(3)]
    )
    assert list(SearchAlert.objects.values_list("email", "sent")) == [
        ("0@example.org", 1),
        ("1@example.org", 0),
        ("2@example.org", 0),
    ]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run(drain, due=False) == [], "not before its lease is over: somebody may still be at it"
    make_initiative(world.porto, "newer", language="pt", title="Mais nova")
    SearchAlert.objects.filter(sent=0).update(due_at=timezone.now() - DAY)
    second = run(drain, due=False)
    assert sorted(message.to[0] for message in second) == ["1@example.org", "2@example.org"]
    known = {message.to[0]: message for message in first}
    for message in second:
        assert "Mais nova" not in message.body, "the same mail, so that it may be known again"
        if late:
            former = known[message.to[0]]
            assert message.body == former.body
            assert message.extra_headers["Message-ID"] == former.extra_headers["Message-ID"]
    third = run(drain)
    assert sorted((message.to[0], "Mais nova" in message.body) for message in third) == [
        (f"{number}@example.org", True) for number in range(3)
    ]
    identifiers = [message.extra_headers["Message-ID"] for message in [*second, *third]]
    assert len(set(identifiers)) == 5


def test_two_workers_send_one_mail(world: World, drain: Drain) -> None:
    alert = make_alert()
    drain()
    mail.outbox.clear()
    make_initiative(world.porto, "new", language="pt", title="Nova")
    SearchAlert.objects.update(due_at=timezone.now() - DAY)
    for _worker in range(2):
        alert_mail.send_batch.enqueue([alert.pk])
    drain()
    assert len(mail.outbox) == 1


def test_a_server_that_is_down_holds_everything_back(world: World, drain: Drain, settings: Any) -> None:
    make_alert()
    drain()
    make_initiative(world.porto, "new", language="pt", title="Nova")
    settings.EMAIL_BACKEND = SERVERS + "DownBackend"
    assert run(drain) == []
    assert SearchAlert.objects.get().outgoing is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(run(drain)) == 1


def test_a_mailbox_that_is_no_more_is_forgotten_and_never_named(
    world: World, drain: Drain, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    make_alert(email="gone@example.org")
    make_alert(email="there@example.org")
    drain()
    mail.outbox.clear()
    settings.EMAIL_BACKEND = SERVERS + "RefusingBackend"
    RefusingBackend.unknown = {"gone@example.org"}
    for number in range(alert_mail.REFUSALS):
        assert SearchAlert.objects.count() == 2
        make_initiative(world.porto, f"new-{number}", language="pt", title=f"Nova {number}")
        assert [message.to for message in run(drain)] == [["there@example.org"]]
    assert SearchAlert.objects.get().email == "there@example.org"
    make_alert(email="gone@example.org", query="q=x", confirmed=False)
    drain()
    traces = str(list(DBTaskResult.objects.values_list("args_kwargs", "traceback", "return_value")))
    assert "example.org" not in traces
    assert "gone@example.org" not in caplog.text
    assert "there@example.org" not in caplog.text


def test_the_turn_comes_in_the_morning(world: World) -> None:
    paris = timezone.get_default_timezone()
    cases = {
        ("daily", (2026, 11, 27, 5, 59)): (2026, 11, 27),
        ("daily", (2026, 11, 27, 6, 0)): (2026, 11, 28),
        ("weekly", (2026, 11, 27, 12, 0)): (2026, 11, 30),
        ("weekly", (2026, 11, 30, 5, 0)): (2026, 11, 30),
        ("weekly", (2026, 11, 30, 7, 0)): (2026, 12, 7),
        ("daily", (2026, 3, 28, 12, 0)): (2026, 3, 29),  # the night the clock goes forward
    }
    for (frequency, moment), day in cases.items():
        due = selectors.next_due(frequency, after=datetime.datetime(*moment, tzinfo=paris))
        assert (due.date(), due.hour, due.tzinfo) == (datetime.date(*day), 6, paris)


def test_nobody_is_written_to_before_their_turn(world: World, drain: Drain) -> None:
    alert = make_alert(frequency="weekly")
    make_initiative(world.porto, "new", language="pt", title="Nova")
    assert [message for message in run(drain, due=False) if "Nova" in message.body] == []
    assert alert.due_at is not None
    assert alert.due_at > timezone.now()


def test_a_suspended_site_writes_to_nobody_and_goes_on_after(world: World, drain: Drain) -> None:
    make_alert(world.porto, language="pt")
    drain()
    make_initiative(world.porto, "new", language="pt", title="Nova")
    world.porto.suspended = True
    world.porto.save()
    assert run(drain) == []
    world.porto.suspended = False
    world.porto.save()
    assert len(run(drain)) == 1


def test_a_mail_speaks_the_language_it_was_asked_in(world: World, drain: Drain) -> None:
    make_alert(world.porto, language="pt", query="pole=emploi", email="pt@example.org")
    make_alert(world.porto, language="en", query="pole=emploi", email="en@example.org")
    drain()
    make_initiative(world.porto, "new", language="pt", title="Nova", poles=["emploi"])
    sent = {message.to[0]: message for message in run(drain)}
    assert {address: message.extra_headers["Content-Language"] for address, message in sent.items()} == {
        "pt@example.org": "pt",
        "en@example.org": "en",
    }
    assert "http://porto.localhost:8000/pt/initiatives/?pole=emploi" in sent["pt@example.org"].body
    assert "http://porto.localhost:8000/en/initiatives/?pole=emploi" in sent["en@example.org"].body


def test_many_new_ones_make_one_mail_of_bearable_length(
    world: World, drain: Drain, monkeypatch: pytest.MonkeyPatch, queries: Any
) -> None:
    monkeypatch.setattr(alert_mail, "LISTED", 2)
    make_alert()
    drain()
    for number in range(4):
        make_initiative(world.porto, f"new-{number}", language="pt", title=f"Nova {number}")
    (sent,) = run(drain)
    assert sum(f"Nova {number}" in sent.body for number in range(4)) == 2
    assert "2" in sent.body.split("Nova")[-1]
    assert run(drain) == []


def test_alerts_leave_in_batches(world: World, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_mail, "BATCH", 2)
    numbers = [make_alert(email=f"{number}@example.org").pk for number in range(5)]
    SearchAlert.objects.update(due_at=timezone.now() - DAY)
    assert list(alert_mail.due_batches()) == [numbers[:2], numbers[2:4], numbers[4:]]
