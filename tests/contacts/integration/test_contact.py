"""Writing to a Cité: without cookie or third party, to that Cité only, and not without end."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, PageViewRestriction

from portal.contacts.models import ContactMessage, ContactSettings
from portal.contacts.services import throttle
from portal.models import SiteSettings
from portal.personal.registry import key_of
from portal.personal.services.purge import purge
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from tests.factories.cities import make_notice
from tests.factories.contacts import contact_page, make_message
from tests.factories.portal import UserFactory, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]
LETTER = {"name": "Léa Dupont", "email": "Lea@Example.org", "body": "Une question sur les métiers du bois."}


def send(client: Client, cite: Cite, language: str, **values: Any) -> Any:
    return client.post(f"/-/contact/{contact_page(cite, language).pk}/", {**LETTER, **values})


def test_a_message_is_kept_told_and_thanked(world: World, client_of: ClientOf, drain: Drain) -> None:
    SiteSettings.objects.update_or_create(site=world.porto.site, defaults={"email": "ola@porto.example"})
    visitor = client_of("porto", enforce_csrf_checks=True)
    page = contact_page(world.porto, "pt")
    path = page.get_url()
    shown = visitor.get(f"/pt/{page.slug}/")
    assert shown.status_code == 200
    answer = send(visitor, world.porto, "pt")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/pt/{page.slug}/?sent=1#sent")
    assert path.endswith(f"/pt/{page.slug}/")
    thanks = visitor.get(answer.headers["Location"])
    assert thanks.status_code == 200
    assert "<form" not in BeautifulSoup(thanks.content, "html.parser").select_one("main").decode()
    message = ContactMessage.objects.get()
    assert (message.cite, message.language, message.name, message.body) == (
        world.porto,
        "pt",
        LETTER["name"],
        LETTER["body"],
    )
    assert message.email_key == key_of("lea@example.org")
    assert message.purge_on == world.porto.local_date() + datetime.timedelta(days=365)
    drain()
    assert [sent.to for sent in mail.outbox] == [["ola@porto.example"]]


def test_neither_cookie_nor_session_nor_token_nor_third_party(world: World, client_of: ClientOf) -> None:
    visitor = client_of("porto", enforce_csrf_checks=True)
    page = visitor.get(f"/pt/{contact_page(world.porto, 'pt').slug}/")
    answers = [page, send(visitor, world.porto, "pt"), send(visitor, world.porto, "pt", email="x")]
    assert [dict(answer.cookies) for answer in answers] == [{}, {}, {}]
    assert not any("Cookie" in answer.headers.get("Vary", "") for answer in answers)
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.select("input[name=csrfmiddlewaretoken]") == []
    form = soup.select_one("form.form")
    assert form["action"].endswith("/#errors"), "the focus goes to the summary"
    assert soup.select("iframe") == []


def test_mail_and_queue_and_log_hold_nothing_of_the_person(
    world: World, client_of: ClientOf, drain: Drain, caplog: pytest.LogCaptureFixture
) -> None:
    person((world.porto, CiteRole.MANAGER), email="manager@porto.example")
    caplog.set_level(logging.DEBUG)
    send(client_of("porto"), world.porto, "pt")
    send(client_of("porto"), world.porto, "pt", body="")
    assert "lea@example.org" not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True))).lower()
    drain()
    assert [sent.to for sent in mail.outbox] == [["manager@porto.example"]]
    letter = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert f"/admin/messages/{ContactMessage.objects.get().pk}/" in letter
    for secret in ("lea@example.org", "Léa", "métiers du bois"):
        assert secret.lower() not in letter.lower()
        assert secret.lower() not in caplog.text.lower()
    assert "example.org" not in str(list(ModelLogEntry.objects.values()))


@pytest.mark.parametrize(
    ("chosen", "public", "told"),
    [
        ("accueil@porto.example", "ola@porto.example", ["accueil@porto.example"]),
        ("", "ola@porto.example", ["ola@porto.example"]),
        ("", "", ["manager@porto.example"]),
    ],
)
def test_the_cite_is_told_and_nobody_else(
    world: World, drain: Drain, chosen: str, public: str, told: list[str]
) -> None:
    person((world.porto, CiteRole.MANAGER), email="manager@porto.example")
    person((world.porto, CiteRole.EDITOR))
    person((world.genova, CiteRole.MANAGER))
    person(NetworkRole.LABEL_TEAM)
    ContactSettings.objects.update_or_create(site=world.porto.site, defaults={"recipient": chosen})
    SiteSettings.objects.update_or_create(site=world.porto.site, defaults={"email": public})
    make_message(world.porto)
    drain()
    assert [address for sent in mail.outbox for address in sent.to] == told


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "x"},
        {"email": ""},
        {"name": ""},
        {"body": " "},
        {"body": "x" * 5001},
        {"name": "x" * 121},
        {"body": "a\x00b"},
        {"email": "a@example.org\nBcc: b@example.org"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(world: World, client_of: ClientOf, wrong: dict[str, str]) -> None:
    answer = send(client_of("porto"), world.porto, "en", **wrong)
    assert answer.status_code == 422
    assert "no-store" in answer.headers["Cache-Control"]
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.html["lang"] == "en"
    field = soup.select_one(f"[name={next(iter(wrong))}]")
    assert field["aria-invalid"] == "true"
    assert soup.select_one(f".errlist a[href='#{field['id']}']") is not None
    assert all(soup.find(id=found) is not None for found in field["aria-describedby"].split())
    assert LETTER["name"] in answer.content.decode() or "name" in wrong
    assert not ContactMessage.objects.exists()


def test_the_answer_speaks_the_language_of_the_page(world: World, client_of: ClientOf) -> None:
    answer = send(client_of("porto"), world.porto, "pt", email="x")
    assert BeautifulSoup(answer.content, "html.parser").html["lang"] == "pt"


def test_a_program_that_fills_everything_is_thanked_and_forgotten(
    world: World, client_of: ClientOf, drain: Drain
) -> None:
    assert send(client_of("porto"), world.porto, "pt", website="https://spam.example").status_code == 303
    drain()
    assert not ContactMessage.objects.exists()
    assert mail.outbox == []


def cached_keys() -> str:
    """The keys the cache holds, in the process or in Redis."""
    kept = cache._cache  # type: ignore[attr-defined]  # no backend lists its keys
    return str(kept.get_client().keys("*") if hasattr(kept, "get_client") else list(kept))


def test_too_many_from_one_connection_wait_until_tomorrow(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "LIMIT", 2)
    visitor = client_of("porto")
    answers = [send(visitor, world.porto, "pt") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 24 * 3600
    assert ContactMessage.objects.count() == 2
    assert send(client_of("porto", REMOTE_ADDR="203.0.113.9"), world.porto, "pt").status_code == 303
    assert send(client_of("genova"), world.genova, "it").status_code == 303
    keys = cached_keys()
    assert "contact" in keys
    assert "127.0.0.1" not in keys
    assert "203.0.113.9" not in keys


def test_the_form_answers_on_its_own_host_while_its_page_is_public(world: World, client_of: ClientOf) -> None:
    page = contact_page(world.porto, "pt")
    url = f"/-/contact/{page.pk}/"
    assert client_of("genova").post(url, LETTER).status_code == 404
    assert client_of().post(url, LETTER).status_code == 404
    again = client_of("porto").get(url)
    assert (again.status_code, again.headers["Location"]) == (303, "/pt/write-to-us/")
    assert client_of("porto").put(url, LETTER).status_code == 405
    assert client_of("porto").post("/-/contact/999999/", LETTER).status_code == 404
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(network_role__role=NetworkRole.MEMBERS))
    assert client_of("porto").post(url, LETTER).status_code == 404
    restriction.delete()
    page.unpublish()
    assert client_of("porto").post(url, LETTER).status_code == 404
    assert not ContactMessage.objects.exists()


def test_purpose_controller_and_term_are_named(world: World, client_of: ClientOf) -> None:
    ContactSettings.objects.update_or_create(site=world.porto.site, defaults={"retention_days": 90})
    SiteSettings.objects.update_or_create(site=world.porto.site, defaults={"controller": "Câmara Municipal do Porto"})
    text = client_of("porto").get(f"/en/{contact_page(world.porto, 'en').slug}/").content.decode()
    assert world.porto.name in text
    assert "90" in text
    assert "Câmara Municipal do Porto" in text


def test_the_page_stays_within_its_budget(world: World, client_of: ClientOf, queries: Any) -> None:
    path = f"/en/{contact_page(world.porto, 'en').slug}/"
    client_of("porto").get(path)
    with queries() as seen:
        assert client_of("porto").get(path).status_code == 200
    assert len(seen) <= 6


def test_a_manager_reads_the_messages_of_the_own_cite_only(world: World, client_of: ClientOf) -> None:
    own, foreign = make_message(world.porto), make_message(world.genova, name="Segreta", email="s@example.org")
    manager = person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.EDITOR))
    client = sign_in(client_of(), manager)
    listed = client.get("/admin/messages/").content.decode()
    assert own.name in listed
    assert "Segreta" not in listed
    assert own.body in client.get(f"/admin/messages/{own.pk}/").content.decode()
    assert client.get(f"/admin/messages/{foreign.pk}/").status_code == 404
    assert client.post(f"/admin/messages/{foreign.pk}/").status_code == 404
    client.post(f"/admin/messages/{own.pk}/")
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.handled_by, foreign.handled_by) == (manager, None)


@pytest.mark.parametrize(
    "role",
    [
        CiteRole.EDITOR,
        CiteRole.MODERATOR,
        CiteRole.TRANSLATOR,
        NetworkRole.LABEL_TEAM,
        NetworkRole.NETWORK_EDITOR,
        None,
    ],
)
def test_nobody_else_reads_them_not_even_the_network(world: World, client_of: ClientOf, role: Any) -> None:
    message = make_message(world.porto)
    if role is None:
        user = UserFactory(is_superuser=True)
    else:
        user = person(role if isinstance(role, NetworkRole) else (world.porto, role))
    client = sign_in(client_of(), user)
    for path in ("/admin/messages/", f"/admin/messages/{message.pk}/"):
        answer = client.get(path)
        assert answer.status_code in (302, 403, 404)
        assert message.name not in answer.content.decode()
        client.post(path)
    assert "/admin/messages/" not in client.get("/admin/").content.decode()
    message.refresh_from_db()
    assert message.handled_at is None


def test_the_list_costs_the_same_however_many_wrote(world: World, client_of: ClientOf, queries: Any) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    costs = []
    for _turn in range(2):
        for number in range(4):
            make_message(world.porto, name=f"Personne {number}")
        client.get("/admin/messages/")
        with queries() as seen:
            client.get("/admin/messages/")
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_unanswered_messages_come_first(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    first, second, third = (make_message(world.porto, name=name) for name in ("A", "B", "C"))
    client.post(f"/admin/messages/{third.pk}/")
    assert list(client.get("/admin/messages/").context["rows"]) == [second, first, third]


def test_a_shorter_term_holds_for_what_is_there_a_longer_one_does_not(world: World, client_of: ClientOf) -> None:
    today = world.porto.local_date()
    message, other = make_message(world.porto), make_message(world.genova)
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    url = f"/admin/settings/contacts/contactsettings/{world.porto.site_id}/"
    for days, kept in ((30, 30), (700, 30)):
        assert client.post(url, {"retention_days": days, "recipient": ""}).status_code == 302
        message.refresh_from_db()
        assert message.purge_on == today + datetime.timedelta(days=kept)
    other.refresh_from_db()
    assert other.purge_on == world.genova.local_date() + datetime.timedelta(days=365)
    assert make_message(world.porto).purge_on == today + datetime.timedelta(days=700)
    for days in (-3, 0, 6, 731, 99999, "x"):
        answer = client.post(url, {"retention_days": days, "recipient": ""})
        assert answer.status_code == 200
        assert answer.context["form"].errors["retention_days"] == ["Give a number of days from 7 to 730."]
    assert client.post(url, {"retention_days": "", "recipient": ""}).status_code == 200
    foreign = f"/admin/settings/contacts/contactsettings/{world.genova.site_id}/"
    assert client.post(foreign, {"retention_days": 30, "recipient": "evil@example.org"}).status_code in (302, 403, 404)
    assert not ContactSettings.objects.filter(site=world.genova.site).exclude(recipient="").exists()


def test_a_message_is_no_more_after_the_days_that_the_form_promises(world: World) -> None:
    make_message(world.porto)
    day = world.porto.local_date() + datetime.timedelta(days=365)
    assert purge(day=day - datetime.timedelta(days=1)) == 0
    assert purge(day=day) == 1
    assert not ContactMessage.objects.exists()


def test_an_urgent_notice_stands_above_the_form_too(world: World, client_of: ClientOf) -> None:
    make_notice(world.porto, "pt", "Fechado hoje: greve.")
    assert (
        "Fechado hoje: greve."
        in client_of("porto").get(f"/pt/{contact_page(world.porto, 'pt').slug}/").content.decode()
    )
    english = client_of("porto").get(f"/en/{contact_page(world.porto, 'en').slug}/").content.decode()
    assert "Fechado hoje" not in english
