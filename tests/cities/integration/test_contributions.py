"""What partners propose by the form of a Cité: kept for the Cité alone, nothing lost on the way."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail, signing
from django.test import Client

from cities import forms_contributions
from cities.models import (
    Contribution,
    ContributionSettings,
    PartnersPage,
)
from cities.services import contributions
from portal.contacts.models import ContactSettings
from portal.models import SiteSettings
from portal.tenancy.enums import CiteRole, NetworkRole
from search.models import InitiativeIndexPage
from tests.cities.contributing import FORM, WRITTEN, send, stamp
from tests.factories.cities import below_home
from tests.factories.contributions import make_contribution, open_contributions
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


@pytest.fixture
def porto(world: World) -> World:
    open_contributions(world.porto)
    return world


def test_a_proposal_is_kept_told_and_thanked(porto: World, client_of: ClientOf, drain: Drain) -> None:
    SiteSettings.objects.update_or_create(site=porto.porto.site, defaults={"email": "ola@porto.example"})
    visitor = client_of("porto", enforce_csrf_checks=True)
    answer = send(visitor)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{FORM}?sent=1#sent")
    thanks = visitor.get(answer.headers["Location"])
    assert BeautifulSoup(thanks.content, "html.parser").select("main form.form") == []
    assert (dict(answer.cookies), dict(thanks.cookies)) == ({}, {})
    row = Contribution.objects.get()
    kept = {name: getattr(row, name) for name in WRITTEN}
    assert kept == WRITTEN | {
        "start_year": 2023,
        "end_year": 2024,
        "links": ["https://example.org/relatorio", "https://example.org/filme"],
    }
    assert (row.cite, row.language, row.state) == (porto.porto, "pt", "waiting")
    assert row.purge_on == row.cite.local_date() + datetime.timedelta(days=365)
    drain()
    (notice,) = mail.outbox
    assert notice.to == ["ola@porto.example"]
    assert f"/admin/contributions/{row.pk}/" in notice.body
    for word in ("Rui", "robô", "Clube", "example.org"):
        assert word not in notice.subject + notice.body


def test_a_form_too_large_is_refused_in_words(porto: World, client_of: ClientOf, settings: Any) -> None:
    settings.DEBUG = True  # where Django would show its own page of the fault
    answer = send(client_of("porto"), unknown="x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    assert (answer.status_code, answer.templates[0].name) == (400, "400_form.html")
    assert not Contribution.objects.exists()


def test_what_nobody_sees_is_no_text(porto: World, client_of: ClientOf) -> None:
    assert (
        send(client_of("porto"), title="Clube \u202eogol\u202c do\u200b robô", need="\u2066\ufeff").status_code == 303
    )
    row = Contribution.objects.get()
    assert (row.title, row.need) == ("Clube ogol do robô", "")
    answer = send(client_of("porto"), title="\u202e\u200b")
    assert answer.status_code == 422
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("chosen", "contact", "told"),
    [
        ("projetos@porto.example", "ola@porto.example", ["projetos@porto.example"]),
        ("", "ola@porto.example", ["ola@porto.example"]),
        ("", "", ["manager@porto.example"]),
    ],
)
def test_the_cite_is_told_and_nobody_else(
    porto: World, drain: Drain, chosen: str, contact: str, told: list[str]
) -> None:
    person((porto.porto, CiteRole.MANAGER), email="manager@porto.example")
    person((porto.genova, CiteRole.MANAGER))
    person(NetworkRole.LABEL_TEAM)
    open_contributions(porto.porto, recipient=chosen)
    ContactSettings.objects.update_or_create(site=porto.porto.site, defaults={"recipient": contact})
    make_contribution(porto.porto)
    drain()
    assert [address for message in mail.outbox for address in message.to] == told


WRONG: tuple[dict[str, Any], ...] = (
    {"title": ""},
    {"title": "x" * 101},
    {"teaser": "x" * 501},
    {"description": " "},
    {"description": "x" * 5001},
    {"need": "a\x00b"},
    {"poles": ["nowhere"]},
    {"start_year": "abc"},
    {"start_year": "²"},
    {"start_year": "1066"},
    {"start_year": "99999999999999999999"},
    {"end_year": "2001"},
    {"place_name": "x" * 121},
    {"links": "not an address"},
    {"links": "javascript:alert(1)"},
    {"links": "\n".join(f"https://example.org/{number}" for number in range(6))},
    {"name": ""},
    {"organisation": ""},
    {"email": "x"},
    {"email": "a@example.org\nBcc: b@example.org"},
)
WHOLE: tuple[dict[str, Any], ...] = (
    {"stamp": ""},
    {"stamp": "forged"},
    {"stamp": signing.Signer(salt="another").sign_object(1)},
    {"description": "https://a.example http://b.example www.c.example"},
    {"description": "b.example.com c.com/x xn--e1a.com"},
)


def typed(soup: BeautifulSoup, name: str) -> Any:
    fields = soup.select(f"form.form [name={name}]")
    if fields[0].get("type") == "checkbox":
        return sorted(str(field["value"]) for field in fields if field.has_attr("checked"))
    return fields[0].text.strip("\n") if fields[0].name == "textarea" else fields[0].get("value", "")


def test_what_is_wrong_is_said_and_nothing_is_lost(porto: World, client_of: ClientOf) -> None:
    for wrong in WRONG:
        answer = send(client_of("porto"), **wrong)
        assert (wrong, answer.status_code) == (wrong, 422)
        assert answer.headers["Cache-Control"] == "no-store"
        soup = BeautifulSoup(answer.content, "html.parser")
        name = next(iter(wrong))
        (line,) = soup.select(".errlist a")
        assert soup.select_one(str(line["href"])) is not None
        assert name in str(line["href"])
        for field in soup.select("form.form [aria-describedby]"):
            assert all(soup.find(id=found) is not None for found in str(field["aria-describedby"]).split())
        for other, value in WRITTEN.items():
            if other != name:
                assert (wrong, other, typed(soup, other)) == (wrong, other, value)
    for wrong in (*WHOLE, {"stamp": stamp(2)}, {"stamp": stamp(2 * 24 * 3600)}, {"stamp": stamp(-100)}):
        answer = send(client_of("porto"), **wrong)
        assert (wrong, answer.status_code) == (wrong, 422)
        soup = BeautifulSoup(answer.content, "html.parser")
        assert len(soup.select(".errlist li")) == 1
        assert {name: typed(soup, name) for name in WRITTEN} == {
            **WRITTEN,
            **{k: v for k, v in wrong.items() if k != "stamp"},
        }
    assert not Contribution.objects.exists()


def test_who_was_too_quick_sends_the_same_once_more(
    porto: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = client_of("porto")
    early = stamp(2)
    answer = send(visitor, stamp=early)
    shown = BeautifulSoup(answer.content, "html.parser").select_one("[name=stamp]")["value"]  # type: ignore[index]
    assert shown == early, "the time goes on counting"
    monkeypatch.setattr(forms_contributions, "LEAST_SECONDS", 1)
    assert send(visitor, stamp=shown).status_code == 303
    late = send(visitor, stamp=stamp(2 * 24 * 3600))
    fresh = BeautifulSoup(late.content, "html.parser").select_one("[name=stamp]")["value"]  # type: ignore[index]
    monkeypatch.setattr(forms_contributions, "LEAST_SECONDS", 0)
    assert send(visitor, stamp=fresh).status_code == 303


def test_a_form_is_of_one_cite(porto: World, client_of: ClientOf) -> None:
    open_contributions(porto.genova)
    there, path = client_of("genova"), "/it/initiatives/propose/initiative/"
    foreign = stamp()
    answer = send(there, path, stamp=foreign)
    assert (answer.status_code, Contribution.objects.count()) == (422, 0)
    shown = BeautifulSoup(answer.content, "html.parser").select_one("[name=stamp]")["value"]  # type: ignore[index]
    assert shown != foreign
    assert send(client_of("porto"), stamp=shown).status_code == 422
    assert send(client_of("porto"), stamp=foreign).status_code == 303


def test_a_form_is_sent_once(porto: World, client_of: ClientOf) -> None:
    """Who means to, sends what the answer shows: nothing that was written is lost."""
    visitor, once = client_of("porto"), stamp()
    assert send(visitor, stamp=once, title="").status_code == 422, "what was refused may be sent again"
    assert send(visitor, stamp=once).status_code == 303
    again = send(visitor, stamp=once)
    assert (again.status_code, Contribution.objects.count()) == (409, 1)
    soup = BeautifulSoup(again.content, "html.parser")
    assert typed(soup, "title") == WRITTEN["title"]
    fresh = soup.select_one("[name=stamp]")["value"]  # type: ignore[index]
    assert fresh not in (once, stamp())


def test_two_forms_of_the_same_second_are_two(porto: World, client_of: ClientOf) -> None:
    assert [send(client_of("porto"), stamp=stamp(60)).status_code for _number in range(2)] == [303, 303]


def test_traps_and_throttles(porto: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send(client_of("porto"), website="https://spam.example").status_code == 303
    assert not Contribution.objects.exists()
    monkeypatch.setattr(contributions, "FROM_NETWORK", 1)
    answers = [send(client_of("porto"), email=f"{number}@example.org") for number in range(2)]
    assert [answer.status_code for answer in answers] == [303, 429]
    soup = BeautifulSoup(answers[1].content, "html.parser")
    assert typed(soup, "description") == WRITTEN["description"]
    assert "Many proposals came from your connection today." in answers[1].content.decode()
    open_contributions(porto.genova)
    assert send(client_of("genova"), "/it/initiatives/propose/initiative/").status_code == 303
    monkeypatch.setattr(contributions, "UNDER_ADDRESS", 1)
    sent = [send(client_of("porto", REMOTE_ADDR=f"203.0.113.{number}"), email="x@example.org") for number in range(2)]
    assert [answer.status_code for answer in sent] == [303, 429]
    text = sent[1].content.decode()
    assert "Many proposals came with this e-mail address today." in text
    assert "your connection" not in text
    for refused in (answers[1], sent[1]):
        assert 0 < int(refused.headers["Retry-After"]) <= 24 * 3600


def test_where_it_is_not_switched_on_there_is_no_form(world: World, client_of: ClientOf) -> None:
    page = InitiativeIndexPage.objects.get(path__startswith=world.porto.container.path, locale__language_code="pt")  # type: ignore[union-attr]
    url = f"/-/initiatives/contributions/{page.pk}/"
    assert client_of("porto").get(FORM).status_code == 404
    assert client_of("porto").post(url, WRITTEN).status_code == 404
    assert "propose/initiative" not in client_of("porto").get("/pt/initiatives/").content.decode()
    assert client_of().get("/fr/initiatives/propose/initiative/").status_code == 404
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    settings_url = f"/admin/settings/cities/contributionsettings/{world.porto.site_id}/"
    assert client.post(settings_url, {"is_open": "on", "recipient": ""}).status_code == 302
    assert client_of("porto").get(FORM).status_code == 200
    link = BeautifulSoup(client_of("porto").get("/pt/initiatives/").content, "html.parser")
    assert link.select(f".followed a[href='{FORM}']") != []
    path = f"/{below_home(world.porto, 'pt', PartnersPage).url_path.split('/', 2)[2]}"
    partners = BeautifulSoup(client_of("porto").get(path).content, "html.parser")
    assert len(partners.select(f".followed a[href='{FORM}']")) == 1
    assert client_of("genova").post(url, WRITTEN).status_code == 404
    assert client_of().post(url, WRITTEN).status_code == 404
    again = client_of("porto").get(url)
    assert (again.status_code, again.headers["Location"]) == (303, FORM)
    assert client_of("porto").put(url, WRITTEN).status_code == 405
    foreign = f"/admin/settings/cities/contributionsettings/{world.genova.site_id}/"
    assert client.post(foreign, {"is_open": "on"}).status_code in (302, 403, 404)
    assert not ContributionSettings.objects.filter(site=world.genova.site, is_open=True).exists()
    assert client.post(settings_url, {"recipient": ""}).status_code == 302
    assert client_of("porto").get(FORM).status_code == 404
    assert not Contribution.objects.exists()


def test_purpose_controller_and_term_are_named(porto: World, client_of: ClientOf) -> None:
    ContactSettings.objects.update_or_create(site=porto.porto.site, defaults={"retention_days": 90})
    SiteSettings.objects.update_or_create(site=porto.porto.site, defaults={"controller": "Câmara Municipal do Porto"})
    text = client_of("porto").get("/en/initiatives/propose/initiative/").content.decode()
    for word in (porto.porto.name, "90", "Câmara Municipal do Porto"):
        assert word in text
