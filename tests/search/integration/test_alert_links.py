"""The links of mails about a search: one click stops them on any site, confirming leads home, no key is logged."""

from __future__ import annotations

import email
import logging
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cities.models import Pole
from portal.logs import HideKeys
from search.models import SearchAlert
from search.selectors import alerts as selectors
from tests.factories.alerts import make_alert
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.alerting import link, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


def test_one_click_stops_it_without_page_session_or_token(world: World, client_of: ClientOf, drain: Drain) -> None:
    make_alert(world.porto, language="pt")
    drain()
    make_initiative(world.porto, "new", language="pt", title="Nova")
    (sent,) = run(drain)
    headers = email.message_from_bytes(sent.message().as_bytes())
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link("stop", sent)
    assert headers["List-Unsubscribe"].strip() == f"<http://porto.localhost:8000{path}>"
    assert headers["Auto-Submitted"] == "auto-generated"
    program = client_of("porto", enforce_csrf_checks=True)
    page = program.get(path)
    assert SearchAlert.objects.count() == 1, "looking at it stops nothing"
    assert BeautifulSoup(page.content, "html.parser").select_one("main form[method=post]") is not None
    answer = program.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert not SearchAlert.objects.exists()
    again, look = program.post(path), program.get(path)
    assert (again.status_code, look.status_code) == (200, 200)
    assert again.content == answer.content


@pytest.mark.parametrize(("slug", "language", "pole"), [("", "fr", "Emploi"), ("genova", "it", "Lavoro")])
def test_a_link_stops_its_alert_on_every_site_of_the_network(
    world: World, client_of: ClientOf, slug: str, language: str, pole: str
) -> None:
    names = {"name_fr": "Emploi", "name_it": "Lavoro", "name_pt": "Emprego"}
    Pole.objects.update_or_create(slug="emploi", defaults=names)
    alert, other = make_alert(world.porto, language="pt", query="q=robots&pole=emploi"), make_alert(world.genova)
    path = f"/-/initiatives/stop/{selectors.stop_token(alert)}/"
    elsewhere = client_of(slug)
    asked = BeautifulSoup(elsewhere.get(path).content, "html.parser")
    assert SearchAlert.objects.count() == 2, "looking at it stops nothing"
    assert asked.select_one("main form[method=post]") is not None
    said = [entry.get_text(strip=True) for entry in asked.select("main .deflist dd")]
    assert (asked.html["lang"], said[1]) == (language, world.porto.name)  # type: ignore[index]
    assert ("robots" in said[0], said[0].rpartition(", ")[2]) == (True, pole)
    results = asked.select_one("main .acts a")
    assert results is not None
    assert results["href"] == "http://porto.localhost:8000/pt/initiatives/?q=robots&pole=emploi"
    answer = elsewhere.post(path)
    assert (answer.status_code, list(SearchAlert.objects.all())) == (200, [other])
    assert [each.content for each in (elsewhere.post(path), elsewhere.get(path))] == [answer.content] * 2


def test_stopping_takes_what_else_was_asked_of_the_same_search(world: World, client_of: ClientOf) -> None:
    """Several mails may be on their way to one person: no link of theirs brings back what was stopped."""
    waiting = [make_alert(world.porto, language="pt", query="q=robots", confirmed=False) for _each in range(2)]
    held = make_alert(world.porto, language="pt", query="q=robots", email="Lea@example.org")
    others = [
        make_alert(world.porto, language="pt", query="q=robot"),
        make_alert(world.porto, language="pt", query="q=robots", email="zoe@example.org"),
        make_alert(None, query="q=robots"),
    ]
    assert client_of("porto").post(f"/-/initiatives/stop/{selectors.stop_token(held)}/").status_code == 200
    assert list(SearchAlert.objects.order_by("pk")) == others
    for alert in waiting:
        path = f"/-/initiatives/confirm/{selectors.confirm_token(alert)}/"
        assert client_of("porto").post(path).status_code == 410


def test_what_a_suspended_site_would_send_is_stopped_elsewhere(world: World, client_of: ClientOf) -> None:
    path = f"/-/initiatives/stop/{selectors.stop_token(make_alert(world.porto, language='pt'))}/"
    world.porto.suspended = True
    world.porto.save()
    assert BeautifulSoup(client_of().get(path).content, "html.parser").select_one("main form") is not None
    assert client_of().post(path).status_code == 200
    assert not SearchAlert.objects.exists()


def test_another_site_leads_to_where_an_alert_is_confirmed(world: World, client_of: ClientOf) -> None:
    alert = make_alert(world.porto, language="pt", query="q=robots", confirmed=False)
    path = f"/-/initiatives/confirm/{selectors.confirm_token(alert)}/"
    for method in ("get", "post"):
        answer = getattr(client_of("genova"), method)(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"http://porto.localhost:8000{path}")
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert answer.content == b""
    alert.refresh_from_db()
    assert alert.confirmed_at is None
    alert.delete()
    assert client_of("genova").get(path).status_code == 410


def test_the_pages_of_links_name_no_address(world: World, client_of: ClientOf) -> None:
    alert = make_alert(world.porto, language="pt", query="q=robots")
    for kind, token in (("confirm", selectors.confirm_token(alert)), ("stop", selectors.stop_token(alert))):
        text = client_of("porto").get(f"/-/initiatives/{kind}/{token}/").content.decode()
        assert "robots" in text
        assert "lea@example.org" not in text.lower()


def test_keys_reach_no_log(world: World) -> None:
    token = selectors.stop_token(make_alert())
    for kind in ("confirm", "stop"):
        record = logging.makeLogRecord({"msg": "GET %s", "args": (f"/-/initiatives/{kind}/{token}/",)})
        HideKeys().filter(record)
        assert record.getMessage() == f"GET /-/initiatives/{kind}/…/"
