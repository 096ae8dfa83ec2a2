"""What partners propose: kept for the Cité alone, decided by its team, nothing lost on the way and nothing public."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail, signing
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Page

from cities import forms_contributions
from cities.forms_contributions import SALT
from cities.models import (
    Contribution,
    ContributionSettings,
    Initiative,
    InitiativePage,
    InitiativePagePartner,
    PartnersPage,
)
from cities.services import contributions
from portal.contacts.models import ContactSettings
from portal.models import SiteSettings
from portal.personal.services.purge import purge
from portal.personal.services.rights import erase_person, export_person
from portal.tenancy.enums import CiteRole, NetworkRole
from search.models import InitiativeIndexPage, SearchDocument
from tests.factories.cities import below_home
from tests.factories.contributions import make_contribution, open_contributions
from tests.factories.portal import UserFactory, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Drain = Callable[[], int]
FORM = "/pt/initiatives/propose/initiative/"
WRITTEN: dict[str, Any] = {
    "title": "Oficina de robôs",
    "teaser": "Jovens montam um robô em três tardes.",
    "need": "Poucos conhecem a robótica.",
    "description": "Três tardes.\n\nUm <b>robô</b> por grupo.",
    "results": "40 jovens.",
    "poles": ["emploi", "formation"],
    "start_year": "2023",
    "end_year": "2024",
    "place_name": "Bolhão",
    "links": "example.org/relatorio\nhttps://example.org/filme",
    "name": "Rui Exemplo",
    "organisation": "Clube de Robótica",
    "email": "Rui@Example.org",
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def porto(world: World) -> World:
    open_contributions(world.porto)
    return world


def stamp(seconds_ago: int = 60) -> str:
    return signing.Signer(salt=SALT).sign_object(int(time.time()) - seconds_ago)


def send(client: Client, path: str = FORM, **values: Any) -> Any:
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    form = soup.select_one("form.form")
    assert form is not None
    return client.post(str(form["action"]).removesuffix("#errors"), {**WRITTEN, "stamp": stamp(), **values})


# -- The form ------------------------------------------------------------------------------------------------


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
    assert row.purge_on == timezone.localdate() + datetime.timedelta(days=365)
    drain()
    (notice,) = mail.outbox
    assert notice.to == ["ola@porto.example"]
    assert f"/admin/contributions/{row.pk}/" in notice.body
    for word in ("Rui", "robô", "Clube", "example.org"):
        assert word not in notice.subject + notice.body


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


def test_traps_and_throttles(porto: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send(client_of("porto"), website="https://spam.example").status_code == 303
    assert not Contribution.objects.exists()
    monkeypatch.setattr(contributions, "FROM_NETWORK", 1)
    answers = [send(client_of("porto"), email=f"{number}@example.org") for number in range(2)]
    assert [answer.status_code for answer in answers] == [303, 429]
    soup = BeautifulSoup(answers[1].content, "html.parser")
    assert typed(soup, "description") == WRITTEN["description"]
    open_contributions(porto.genova)
    assert send(client_of("genova"), "/it/initiatives/propose/initiative/").status_code == 303
    monkeypatch.setattr(contributions, "UNDER_ADDRESS", 1)
    sent = [send(client_of("porto", REMOTE_ADDR=f"203.0.113.{number}"), email="x@example.org") for number in range(2)]
    assert [answer.status_code for answer in sent] == [303, 429]


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
    assert client_of("porto").get(url).status_code == 405
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


# -- The decision --------------------------------------------------------------------------------------------


def test_taking_it_up_makes_a_draft_of_the_cite(porto: World, client_of: ClientOf, drain: Drain) -> None:
    row = make_contribution(porto.porto, need="Um <script>", place_name="Bolhão")
    moderator = person((porto.porto, CiteRole.MODERATOR))
    client = sign_in(client_of(), moderator)
    drain()
    mail.outbox.clear()
    answer = client.post(f"/admin/contributions/{row.pk}/", {"verb": "take", "reason": ""})
    page = InitiativePage.objects.get(title=row.title)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/pages/{page.pk}/edit/")
    assert (page.live, page.owner, page.locale.language_code) == (False, moderator, "pt")
    assert page.path.startswith(porto.porto.container.path)  # type: ignore[union-attr]
    draft = page.get_latest_revision_as_object()
    assert draft.lead == row.teaser
    assert draft.description == "<p>Três tardes.</p>\n\n<p>Um &lt;b&gt;robô&lt;/b&gt; por grupo.</p>"
    assert draft.need == "<p>Um &lt;script&gt;</p>"
    assert [pole.slug for pole in draft.poles.all()] == ["emploi"]
    assert [partner.name for partner in draft.partners.all()] == ["Clube"]
    assert [block.value["url"] for block in draft.links] == row.links
    assert (draft.start_year, draft.place_name, draft.stage) == (2024, "Bolhão", "")
    assert "rui" not in str(draft.serializable_data()).lower()
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    initiative = Initiative.objects.get(uid=page.translation_key)
    assert (initiative.cite, initiative.review) == (porto.porto, "none")
    assert not SearchDocument.objects.filter(visible=True).exists()
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.page) == ("accepted", moderator, page)
    drain()
    (told,) = (message for message in mail.outbox if message.to == ["rui@example.org"])
    with translation.override("pt"):
        promise = translation.gettext("Your name and your address are erased after %(date)s.")
        assert promise % {"date": date_format(row.purge_on)} in told.body, "the text lives on in the draft"
    again = client.post(f"/admin/contributions/{row.pk}/", {"verb": "take", "reason": ""})
    assert again.status_code == 422
    assert InitiativePage.objects.filter(title=row.title).count() == 1
    log = ModelLogEntry.objects.get(action="cities.contribution_accepted")
    assert (log.object_id, log.data["contribution"]) == (str(porto.porto.pk), row.pk)
    assert "rui" not in str(log.data).lower()


def test_two_proposals_of_one_title_make_two_drafts(porto: World) -> None:
    moderator = person((porto.porto, CiteRole.MODERATOR))
    pages = [contributions.take_up(contribution=make_contribution(porto.porto), user=moderator) for _turn in range(2)]
    assert pages[0].slug != pages[1].slug


def test_declining_tells_why(porto: World, client_of: ClientOf, drain: Drain) -> None:
    row = make_contribution(porto.porto)
    client = sign_in(client_of(), person((porto.porto, CiteRole.MODERATOR)))
    url = f"/admin/contributions/{row.pk}/"
    for wrong in ({"verb": "decline", "reason": " "}, {"verb": "", "reason": "x"}, {"verb": "burn", "reason": "x"}):
        assert client.post(url, wrong).status_code == 422
    row.refresh_from_db()
    assert row.state == "waiting"
    assert client.post(url, {"verb": "decline", "reason": "Já existe."}).status_code == 302
    drain()
    (told,) = (message for message in mail.outbox if message.to == ["rui@example.org"])
    assert "Já existe." in told.body
    assert row.title in told.subject
    assert not InitiativePage.objects.filter(title=row.title).exists()
    assert client.post(url, {"verb": "take", "reason": ""}).status_code == 422


def test_a_site_that_lost_the_language_says_so(porto: World, client_of: ClientOf) -> None:
    row = make_contribution(porto.porto, language="nl")
    client = sign_in(client_of(), person((porto.porto, CiteRole.MODERATOR)))
    answer = client.post(f"/admin/contributions/{row.pk}/", {"verb": "take", "reason": ""})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_pole_that_is_no_more_says_so(porto: World, client_of: ClientOf) -> None:
    row = make_contribution(porto.porto, poles=["gone"])
    client = sign_in(client_of(), person((porto.porto, CiteRole.MODERATOR)))
    assert client.get(f"/admin/contributions/{row.pk}/").status_code == 200
    assert client.post(f"/admin/contributions/{row.pk}/", {"verb": "take", "reason": ""}).status_code == 422
    assert not Page.objects.filter(title=row.title).exists()


def test_each_cite_decides_about_its_own(porto: World, client_of: ClientOf) -> None:
    own, foreign = make_contribution(porto.porto), make_contribution(porto.genova, title="Segreta", poles=[])
    moderator = person((porto.porto, CiteRole.MODERATOR), (porto.genova, CiteRole.EDITOR))
    client = sign_in(client_of(), moderator)
    listed = client.get("/admin/contributions/").content.decode()
    assert (own.title in listed, "Segreta" in listed) == (True, False)
    assert client.get(f"/admin/contributions/{foreign.pk}/").status_code == 404
    for verb in ("take", "decline"):
        assert client.post(f"/admin/contributions/{foreign.pk}/", {"verb": verb, "reason": "x"}).status_code == 404
    with pytest.raises(contributions.PermissionDenied):
        contributions.take_up(contribution=foreign, user=moderator)
    foreign.refresh_from_db()
    assert foreign.state == "waiting"


@pytest.mark.parametrize(
    "role",
    [CiteRole.EDITOR, CiteRole.TRANSLATOR, NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR, "operator"],
)
def test_nobody_else_reads_them_not_even_the_network(porto: World, client_of: ClientOf, role: Any) -> None:
    row = make_contribution(porto.porto)
    if role == "operator":
        user = UserFactory(is_superuser=True)
    else:
        user = person(role if isinstance(role, NetworkRole) else (porto.porto, role))
    client = sign_in(client_of(), user)
    for path in ("/admin/contributions/", f"/admin/contributions/{row.pk}/"):
        answer = client.get(path)
        assert answer.status_code in (302, 403, 404)
        assert row.title not in answer.content.decode()
        assert client.post(path, {"verb": "take", "reason": ""}).status_code != 200
    home = client.get("/admin/").content.decode()
    assert "/admin/contributions/" not in home
    row.refresh_from_db()
    assert row.state == "waiting"


def test_the_dashboard_says_what_waits(porto: World, client_of: ClientOf, queries: Any) -> None:
    client = sign_in(client_of(), person((porto.porto, CiteRole.MANAGER)))
    assert "panel-contributions" not in client.get("/admin/").content.decode()
    row = make_contribution(porto.porto)
    make_contribution(porto.genova, title="Segreta")
    home = client.get("/admin/").content.decode()
    assert f"/admin/contributions/{row.pk}/" in home
    assert "Segreta" not in home


def test_the_list_costs_the_same_however_many_wait(porto: World, client_of: ClientOf, queries: Any) -> None:
    client = sign_in(client_of(), person((porto.porto, CiteRole.MANAGER)))
    costs = []
    for _turn in range(2):
        for number in range(4):
            make_contribution(porto.porto, title=f"Projeto {number}")
        client.get("/admin/contributions/")
        with queries() as seen:
            client.get("/admin/contributions/?state=waiting&p=x")
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert client.get("/admin/contributions/?state=nowhere").status_code == 200


# -- Personal data -------------------------------------------------------------------------------------------


def test_what_is_held_is_shown_erased_and_goes_in_its_time(porto: World) -> None:
    manager = person((porto.porto, CiteRole.MANAGER))
    row = make_contribution(porto.porto, email="RUI@example.org")
    page = contributions.take_up(contribution=row, user=manager)
    make_contribution(porto.genova, poles=[])
    other = make_contribution(porto.porto, email="other@example.org")
    (shown,) = export_person(email="rui@example.org", cite_ids={porto.porto.pk}, user=manager)["contribution"]
    assert (shown["cite"], shown["title"], shown["email"]) == ("Porto", row.title, "RUI@example.org")
    assert erase_person(email="rui@example.org", cite_ids={porto.porto.pk}, user=manager) == 1
    assert set(Contribution.objects.values_list("cite__slug", "email")) == {
        ("porto", "other@example.org"),
        ("genova", "rui@example.org"),
    }
    assert InitiativePage.objects.filter(pk=page.pk).exists(), "the draft is the Cité's"
    assert InitiativePagePartner.objects.filter(page=page).exists()
    ContactSettings.objects.update_or_create(site=porto.porto.site, defaults={"retention_days": 30})
    other.refresh_from_db()
    assert other.purge_on == timezone.localdate() + datetime.timedelta(days=30)
    purge(day=timezone.localdate() + datetime.timedelta(days=31))
    assert list(Contribution.objects.values_list("cite__slug", flat=True)) == ["genova"]


def test_an_erased_proposal_sends_no_mail(porto: World, drain: Drain) -> None:
    row = make_contribution(porto.porto)
    contributions.decline(contribution=row, user=person((porto.porto, CiteRole.MANAGER)), reason="x")
    Contribution.objects.all().delete()
    drain()
    assert mail.outbox == []


def test_queue_and_log_hold_no_address(
    porto: World, client_of: ClientOf, drain: Drain, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    send(client_of("porto"))
    send(client_of("porto"), title="")
    row = Contribution.objects.get()
    settings.EMAIL_BACKEND = "tests.search.mail_servers.RefusingBackend"
    contributions.decline(contribution=row, user=person((porto.porto, CiteRole.MANAGER)), reason="x")
    kept = str(list(DBTaskResult.objects.values_list("args_kwargs", "traceback")))
    drain()
    kept += str(list(DBTaskResult.objects.values_list("args_kwargs", "traceback", "return_value")))
    assert "rui@example.org" not in kept.lower()
    assert "rui@example.org" not in caplog.text.lower()
