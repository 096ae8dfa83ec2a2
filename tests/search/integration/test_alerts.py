"""Following a search by mail: nothing before it is confirmed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core import mail, signing
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import Site

from cities.models import Pole
from portal.models import SiteSettings
from search.engines import forget
from search.models import SearchAlert
from search.selectors import alerts as selectors
from search.selectors import following
from search.services import alerts
from tests.factories.alerts import make_alert
from tests.factories.portal import home_of
from tests.factories.search import make_initiative, make_terms
from tests.factories.world import World
from tests.search.alerting import ask, index_page_id, link, run

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Drain = Callable[[], int]
LONG = "&".join(f"pole={'é' * 60}{number}" for number in range(40))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    forget()
    with translation.override("en"):
        yield
    forget()


# -- Asking and confirming -----------------------------------------------------------------------------------


def test_from_the_form_to_the_first_mail(world: World, client_of: ClientOf, drain: Drain) -> None:
    make_terms()
    visitor = client_of(enforce_csrf_checks=True)
    answer = ask(visitor)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/en/initiatives/follow/mail/?q=van&pole=emploi&sent=1#sent"
    thanks = visitor.get(answer.headers["Location"])
    assert BeautifulSoup(thanks.content, "html.parser").select("main form.form") == []
    alert = SearchAlert.objects.get()
    assert (alert.cite, alert.language, alert.query, alert.frequency) == (None, "en", "q=van&pole=emploi", "daily")
    assert alert.purge_on == timezone.localdate() + datetime.timedelta(days=8), "the link works seven days"
    assert (alert.confirmed_at, alert.due_at) == (None, None)
    drain()
    (asked,) = mail.outbox
    assert asked.to == ["Lea@Example.org"]
    path = link("confirm", asked)
    page = visitor.get(path)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    alert.refresh_from_db()
    assert alert.confirmed_at is None, "a program that follows links confirms nothing"
    done = visitor.post(path)
    alert.refresh_from_db()
    assert done.status_code == 200
    assert alert.confirmed_at is not None
    assert (alert.purge_on, alert.seen_at) == (None, alert.confirmed_at)
    make_initiative(world.porto, "van", language="pt", title="A carrinha", poles=["emploi"])
    make_initiative(world.porto, "en", language="en", title="The van", poles=["emploi"])
    (news,) = run(drain)
    assert news.to == ["Lea@Example.org"]
    assert "The van" in news.body
    assert "http://porto.localhost:8000/en/initiatives/the-van/" in news.body
    assert "carrinha" not in news.body
    assert [dict(each.cookies) for each in (answer, thanks, page, done)] == [{}, {}, {}, {}]


@pytest.mark.parametrize(
    "text", ["http://example.org", "win at www.example", "example.org", "lea@example.org", "t.co/a"]
)
def test_no_link_is_mailed_to_an_address_that_somebody_typed(
    world: World, client_of: ClientOf, drain: Drain, text: str
) -> None:
    visitor = client_of()
    path = f"/en/initiatives/follow/mail/?{urlencode({'q': text})}"
    action = index_page_id(visitor, "/en/initiatives/follow/mail/?q=van")
    form = {"email": "lea@example.org", "frequency": "daily", "query": urlencode({"q": text})}
    answer = visitor.post(action, form)
    assert answer.status_code == 422
    for response in (answer, visitor.get(path)):
        assert "A search for a web or e-mail address can’t be followed by mail." in response.content.decode()
    drain()
    assert (SearchAlert.objects.count(), mail.outbox) == (0, [])


def test_what_is_asked_is_said_in_the_mails_language(
    world: World, client_of: ClientOf, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_", lambda words: f"{translation.get_language()}: {words}")
    assert ask(client_of(), query="q=van&near=Porto").status_code == 303
    asked = SearchAlert.objects.get().language
    with translation.override("nl"):
        drain()
    assert asked != "nl"
    assert f"{asked}: certain words, {asked}: near a place" in mail.outbox[0].body


def test_the_mail_that_asks_holds_nothing_that_was_typed(world: World, client_of: ClientOf, drain: Drain) -> None:
    """Anybody's address may be typed, and any sentence; the page of the link shows it to whom opens it."""
    make_terms()
    typed = "Votre compte est bloqué appelez le 09 00 00 00 00"
    query = urlencode({"q": typed, "pole": "emploi", "near": "Porto", "year_from": "2020"})
    for number, asked in enumerate((query, "q=van", "near=Porto", "pole=emploi", "")):
        assert ask(client_of(), query=asked, email=f"{number}@example.org").status_code == 303
    SearchAlert.objects.filter(email="3@example.org").update(query="pole=call-us")
    drain()
    whole, words, place, unknown, everything = (
        re.sub(r"http\S+", "", letter.subject + letter.body).replace("Cidade das Profissões do Porto", "")
        for letter in mail.outbox
    )
    pole = Pole.objects.get(slug="emploi").name_fr
    assert f"certain words, {pole}, 2020–…, near a place (every day)" in whole
    assert "certain words (every day)" in words
    assert "near a place (every day)" in place
    assert "all the initiatives (every day)" in everything
    for letter, hidden in ((whole, "bloqué"), (whole, "09 00"), (whole, "Porto"), (place, "Porto"), (words, "van")):
        assert hidden not in letter
    assert "call" not in unknown
    addresses = [found for letter in mail.outbox for found in re.findall(r"http\S+", letter.body)]
    assert len(addresses) == 5, "the link that confirms, and no other"
    page = client_of().get(link("confirm", mail.outbox[0])).content.decode()
    for shown in (typed, "Porto", pole, "2020–…"):
        assert shown in page


def test_confirming_again_or_late_or_elsewhere_does_nothing(world: World, client_of: ClientOf) -> None:
    alert = make_alert(confirmed=False)
    path = f"/-/initiatives/confirm/{selectors.confirm_token(alert)}/"
    assert client_of("porto").post(path).status_code == 302
    assert client_of().post(path.replace("confirm/", "confirm/x")).status_code == 404
    assert client_of().post(f"/-/initiatives/confirm/{selectors.stop_token(alert)}/").status_code == 404
    alert.refresh_from_db()
    assert alert.confirmed_at is None
    assert client_of().post(path).status_code == 200
    alert.refresh_from_db()
    first = alert.confirmed_at
    assert first is not None
    assert client_of().post(path).status_code == 200
    alert.refresh_from_db()
    assert alert.confirmed_at == first
    alert.delete()
    assert client_of().post(path).status_code == 410
    assert not SearchAlert.objects.exists()


def test_a_link_runs_out(world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    alert = make_alert(confirmed=False)
    path = f"/-/initiatives/confirm/{selectors.confirm_token(alert)}/"
    monkeypatch.setattr(selectors, "CONFIRM_DAYS", -1)
    for method in ("get", "post"):
        assert getattr(client_of(), method)(path).status_code == 410
    alert.refresh_from_db()
    assert alert.confirmed_at is None


def test_a_link_signed_under_a_former_secret_holds(world: World, client_of: ClientOf, settings: Any) -> None:
    alert = make_alert()
    path = f"/-/initiatives/stop/{selectors.stop_token(alert)}/"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    assert client_of().post(path).status_code == 200
    assert not SearchAlert.objects.exists()


def test_forged_keys_are_no_keys(world: World, client_of: ClientOf) -> None:
    alert = make_alert()
    with_other = signing.dumps([alert.uid.hex, "fr"], salt="another")
    odd = signing.dumps("x", salt=selectors.STOP)
    for token in (alert.uid.hex, with_other, odd, "..:", "%00"):
        for kind, said in (("confirm", "Nothing was confirmed."), ("stop", "Nothing was stopped.")):
            for method in ("get", "post"):
                answer = getattr(client_of(), method)(f"/-/initiatives/{kind}/{token}/")
                assert answer.status_code == 404
                assert "This link is damaged" in answer.content.decode()
                assert said in answer.content.decode()
                assert answer.headers["Cache-Control"] == "no-store"
    assert SearchAlert.objects.count() == 1


def test_asking_for_the_same_again_changes_how_often(world: World, drain: Drain) -> None:
    make_terms()
    first = make_alert(query="q=van", frequency="daily")
    second = make_alert(query="q=van", frequency="weekly", email="LEA@example.org", confirmed=False)
    held = alerts.confirm_alert(alert=second)
    assert held == first
    assert list(SearchAlert.objects.values_list("pk", "frequency")) == [(first.pk, "weekly")]
    make_alert(world.porto, language="pt", query="q=van")
    make_alert(query="q=van", language="en")
    make_alert(query="q=bus")
    make_alert(query="q=van", email="other@example.org")
    assert SearchAlert.objects.count() == 5


def test_asked_for_and_confirmed_three_times_it_is_one(world: World, client_of: ClientOf, drain: Drain) -> None:
    make_terms()
    for _number in range(3):
        ask(client_of())
    drain()
    for letter in mail.outbox:
        assert client_of().post(link("confirm", letter)).status_code == 200
    assert SearchAlert.objects.filter(confirmed_at__isnull=False).count() == 1
    assert SearchAlert.objects.count() == 1


def test_nobody_learns_who_is_subscribed(world: World, client_of: ClientOf, drain: Drain) -> None:
    make_alert(query="q=van&pole=emploi", language="en", email="lea@example.org")
    drain()
    mail.outbox.clear()
    answers = [ask(client_of(), email=address) for address in ("lea@example.org", "new@example.org")]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert answers[0].content == answers[1].content
    drain()
    letters = {message.to[0]: re.sub(r"confirm/\S+", "", message.body) for message in mail.outbox}
    assert letters["lea@example.org"] == letters["new@example.org"]


WRONG: tuple[dict[str, str], ...] = (
    {"email": "x"},
    {"email": ""},
    {"email": "a@example.org\nBcc: b@example.org"},
    {"frequency": "hourly"},
    {"frequency": ""},
)


def test_what_is_wrong_is_said_and_nothing_is_lost(world: World, client_of: ClientOf) -> None:
    for wrong in WRONG:
        answer = ask(client_of("porto"), "/pt/initiatives/follow/mail/?q=robots", **wrong)
        assert (wrong, answer.status_code) == (wrong, 422)
        soup = BeautifulSoup(answer.content, "html.parser")
        assert soup.html["lang"] == "pt"  # type: ignore[index]
        name = next(iter(wrong))
        (line,) = soup.select(".errlist a")
        assert soup.select_one(str(line["href"])) is not None
        assert soup.select_one("[name=query]")["value"] == "q=robots"  # type: ignore[index]
        field = soup.select_one(f"[name={name}]")
        assert field["aria-invalid"] == "true"  # type: ignore[index]
        assert all(soup.find(id=found) is not None for found in str(field["aria-describedby"]).split())  # type: ignore[index]
        if name != "email":
            assert soup.select_one("[name=email]")["value"] == "Lea@Example.org"  # type: ignore[index]
    assert not SearchAlert.objects.exists()


def test_a_search_that_nobody_can_follow_is_refused(world: World, client_of: ClientOf) -> None:
    for query in ("pole=nowhere", "x=1", "year_from=abc", "q=" + "a" * 3000 + "&y=1", LONG):
        answer = ask(client_of(), query=query)
        assert answer.status_code == 422
        assert "no-store" in answer.headers["Cache-Control"]
    assert ask(client_of(), query="&" * 30_000 + "y=1").status_code == 400, "as any address with so many parameters"
    assert not SearchAlert.objects.exists()


def test_the_search_is_kept_as_one_address(world: World, client_of: ClientOf) -> None:
    ask(client_of(), query="sort=title&pole=orientation&q=+van+&page=3&pole=emploi")
    assert SearchAlert.objects.get().query == "q=van&pole=emploi&pole=orientation"


def test_traps_and_throttles(world: World, client_of: ClientOf, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(client_of(), website="https://spam.example").status_code == 303
    assert not SearchAlert.objects.exists()
    monkeypatch.setattr(alerts, "FROM_NETWORK", 2)
    tried = [ask(client_of(), email=f"{name}@example.org") for name in "abc"]
    assert [answer.status_code for answer in tried] == [303, 303, 429]
    assert 0 < int(tried[2].headers["Retry-After"]) <= 24 * 3600
    assert ask(client_of(REMOTE_ADDR="203.0.113.9"), email="c@example.org").status_code == 303
    monkeypatch.setattr(alerts, "TO_ADDRESS", 2)
    answers = [
        ask(client_of(REMOTE_ADDR=f"203.0.113.{number}"), email="D@example.org").status_code for number in range(3)
    ]
    assert answers == [303, 303, 429]
    drain()
    assert sum(message.to == ["D@example.org"] for message in mail.outbox) == 2
    beside = ["d+x@example.org", "D+Y@EXAMPLE.ORG", "e+x@example.org", "E+y@example.org", "e@example.org"]
    others = [ask(client_of(REMOTE_ADDR=f"203.0.114.{at}"), email=each) for at, each in enumerate(beside)]
    assert [answer.status_code for answer in others] == [429, 429, 303, 303, 429]


def test_one_network_has_many_addresses_of_ipv6(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "FROM_NETWORK", 1)
    from_there = [client_of(REMOTE_ADDR=address) for address in ("2001:db8::1", "2001:db8::2", "2001:db8:1::1")]
    answers = [ask(client, email=f"{number}@example.org") for number, client in enumerate(from_there)]
    assert [answer.status_code for answer in answers] == [303, 429, 303]


def test_purpose_controller_and_terms_are_named(world: World, client_of: ClientOf) -> None:
    SiteSettings.objects.update_or_create(site=world.porto.site, defaults={"controller": "Câmara Municipal do Porto"})
    text = client_of("porto").get("/en/initiatives/follow/mail/").content.decode()
    for word in (world.porto.name, "Câmara Municipal do Porto", "7"):
        assert word in text


def test_the_hub_names_its_controller_or_who_to_ask(world: World, client_of: ClientOf) -> None:
    home = home_of(world.network, "en")
    with translation.override("en"):
        text = client_of().get("/en/initiatives/follow/mail/").content.decode()
        assert "The legal notice doesn’t name the controller of these data yet." in text
        assert "Until it is, ask a Cité near you." in text
        assert "to write to you about new initiatives" in " ".join(text.split())
        site = Site.objects.get(root_page=home.get_parent())
        SiteSettings.objects.update_or_create(site=site, defaults={"email": "hub@example.org"})
        text = client_of().get("/en/initiatives/follow/mail/").content.decode()
        assert 'Until it does, ask: <a href="mailto:hub@example.org">hub@example.org</a>.' in text
        SiteSettings.objects.update_or_create(site=site, defaults={"publisher": "The association"})
        text = client_of().get("/en/initiatives/follow/mail/").content.decode()
        assert "Controller of these data: The association." in text
        assert "Until it does" not in text


def test_a_form_answers_on_its_own_site_while_its_page_is_public(world: World, client_of: ClientOf) -> None:
    url = index_page_id(client_of("porto"), "/pt/initiatives/follow/mail/")
    data = {"email": "a@example.org", "frequency": "daily", "query": ""}
    assert client_of("genova").post(url, data).status_code == 404
    assert client_of().post(url, data).status_code == 404
    again = client_of("porto").get(f"{url}?q=emprego")
    assert (again.status_code, again.headers["Location"]) == (303, "/pt/initiatives/follow/mail/?q=emprego")
    assert client_of("porto").put(url, data).status_code == 405
    assert client_of("porto").post("/-/initiatives/alerts/999999/", data).status_code == 404
    assert client_of("porto").post(url, data).status_code == 303
    assert SearchAlert.objects.get().cite == world.porto
