"""News of a Cité and of the network: what is shown where, in which order, and what stays private."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from cities.enums import DatePrecision, ProposalState
from portal.tenancy.enums import NetworkRole
from tests.factories.cities import make_news, propose
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]


def page_of(client: Client, path: str) -> BeautifulSoup:
    """A page that answers."""
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup: BeautifulSoup) -> list[str]:
    """What the list of news holds."""
    return [heading.get_text(strip=True) for heading in soup.select(".newsitem__h")]


def test_newest_first_in_the_pages_language(world: World, client_of: ClientOf) -> None:
    make_news(world.porto, "pt", "Antiga", date=datetime.date(2014, 1, 1))
    make_news(world.porto, "pt", "Nova", date=datetime.date(2024, 1, 1))
    make_news(world.porto, "en", "English only")
    assert titles(page_of(client_of("porto"), "/pt/news/")) == ["Nova", "Antiga"]
    assert titles(page_of(client_of("porto"), "/en/news/")) == ["English only"]


def test_no_page_is_empty_and_none_too_many(world: World, client_of: ClientOf) -> None:
    for number in range(23):
        make_news(world.porto, "en", f"News {number}", date=datetime.date(2020, 1, 1 + number))
    client = client_of("porto")
    first, last = page_of(client, "/en/news/"), page_of(client, "/en/news/?page=3")
    assert titles(first) == [f"News {number}" for number in range(22, 12, -1)]
    assert titles(last) == ["News 2", "News 1", "News 0"]
    assert [link["href"] for link in first.select(".pages a")] == [
        "/en/news/",
        "/en/news/?page=2",
        "/en/news/?page=3",
        "/en/news/?page=2",
    ]
    assert last.select_one(".pages [aria-current=page]").get_text() == "3"
    for strange in ("99", "0", "-1", "x", "%00", ""):
        assert titles(page_of(client, f"/en/news/?page={strange}"))


def test_the_network_shows_what_it_accepted_with_whose_it_is(world: World, client_of: ClientOf) -> None:
    shown = make_news(world.porto, "pt", "Aceite", demonstration=True)
    propose(shown, world.porto)
    propose(make_news(world.genova, "it", "In evidenza"), world.genova, ProposalState.FEATURED)
    make_news(world.network, "en", "Our own")
    make_news(world.network, "fr", "En français")
    soup = page_of(client_of(), "/en/news/")
    assert set(titles(soup)) == {"Aceite", "In evidenza", "Our own"}
    (item,) = [item for item in soup.select(".newsitem") if "Aceite" in item.get_text()]
    link = item.select_one("h2 a")
    assert link["href"] == "http://porto.localhost:8000/pt/news/aceite/"
    assert (item.select_one("h2")["lang"], link["hreflang"]) == ("pt", "pt")
    assert item.select_one(".kick b").get_text() == "Porto"
    assert "In Portuguese" in item.get_text()
    assert item.select_one(".demo") is not None


@pytest.mark.parametrize("state", [ProposalState.PROPOSED, ProposalState.DECLINED])
def test_what_isnt_accepted_stays_at_home(world: World, client_of: ClientOf, state: ProposalState) -> None:
    propose(make_news(world.porto, "pt", "Só nossa"), world.porto, state)
    make_news(world.genova, "it", "Mai proposta")
    for path in ("/en/", "/fr/", "/en/news/", "/fr/news/"):
        page = client_of().get(path).content.decode()
        assert "Só nossa" not in page
        assert "Mai proposta" not in page
    assert "Só nossa" in client_of("porto").get("/pt/news/").content.decode()


def hide(page: Any) -> None:
    """Restrict a page to the network's members."""
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(members)


def test_drafts_and_restricted_news_are_nowhere(world: World, client_of: ClientOf) -> None:
    draft = make_news(world.porto, "pt", "zzrascunho", live=False)
    secret = make_news(world.porto, "pt", "zzsegredo")
    for page in (draft, secret):
        propose(page, world.porto)
    public = "/en/news/"
    assert "zzsegredo" in client_of().get(public).content.decode()
    hide(secret)
    for host, paths in {
        "": ("/fr/", "/en/", "/fr/news/", public, "/sitemap.xml", "/api/v3/pages/?limit=100"),
        "porto": ("/pt/", "/pt/news/", "/sitemap.xml", "/api/v3/pages/?limit=100"),
        "genova": ("/it/", "/it/news/", "/sitemap.xml", "/api/v3/pages/?limit=100&site=porto.localhost"),
    }.items():
        for path in paths:
            response = client_of(host).get(path)
            assert response.status_code == 200
            assert "zz" not in response.content.decode(), path


def test_news_of_a_suspended_site_is_taken_from_the_network(world: World, client_of: ClientOf) -> None:
    propose(make_news(world.porto, "pt", "Parada"), world.porto)
    assert titles(page_of(client_of(), "/en/news/")) == ["Parada"]
    world.porto.suspended = True
    world.porto.save()
    assert titles(page_of(client_of(), "/en/news/")) == []


def test_a_cites_news_never_show_on_anothers_site(world: World, client_of: ClientOf) -> None:
    make_news(world.porto, "pt", "Do Porto")
    for path in ("/it/", "/it/news/"):
        assert "Do Porto" not in client_of("genova").get(path).content.decode()


@pytest.mark.parametrize(
    ("precision", "shown", "machine"),
    [
        (DatePrecision.YEAR, "2018", "2018"),
        (DatePrecision.MONTH, "April 2018", "2018-04"),
        (DatePrecision.DAY, "23 April 2018", "2018-04-23"),
    ],
)
def test_a_date_says_no_more_than_is_known(
    world: World, client_of: ClientOf, precision: str, shown: str, machine: str
) -> None:
    make_news(world.porto, "en", "Opening", date=datetime.date(2018, 4, 23), date_precision=precision)
    for path in ("/en/news/", "/en/news/opening/"):
        time = page_of(client_of("porto"), path).select_one("main time")
        assert (time.get_text(), time["datetime"]) == (shown, machine)


def test_an_item_shows_its_text_its_source_and_the_way_back(world: World, client_of: ClientOf) -> None:
    make_news(
        world.porto,
        "en",
        "Opening",
        lead="In two sentences.",
        body=[("text", "<p>The whole story.</p>")],
        source="porto.pt",
        source_url="https://porto.example/",
        demonstration=True,
    )
    soup = page_of(client_of("porto"), "/en/news/opening/")
    assert soup.h1.get_text() == "Opening"
    text = soup.main.get_text(" ", strip=True)
    for words in ("In two sentences.", "The whole story.", "Source:", "demonstration"):
        assert words in text
    assert soup.select_one('main a[href="https://porto.example/"]').get_text() == "porto.pt"
    assert soup.select_one(".back a")["href"].endswith("/en/news/")


def test_empty_lists_say_what_will_be_there(world: World, client_of: ClientOf) -> None:
    at_home = page_of(client_of("porto"), "/en/news/").select_one(".none")
    assert at_home.h2.get_text() == "No news yet in this language."
    assert at_home.select_one("a")["href"].startswith("http://localhost:8000/en/news/")
    assert page_of(client_of(), "/en/news/").select_one(".none h2").get_text() == "No news yet."
