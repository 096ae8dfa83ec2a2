"""Homes, services, team, partners: what an editor writes is shown, what is missing is worded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cities.models import (
    InitiativePage,
    Partner,
    PartnersPage,
    Pole,
    ServicePage,
    ServicesIndexPage,
    TeamMember,
    TeamPage,
)
from portal.models import ArticlePage, SiteSettings
from portal.tenancy.services.suspension import suspend_site
from tests.factories.cities import below_home, make_news, make_service
from tests.factories.portal import home_of, make_image, make_page, person
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]


def soup_of(client: Client, path: str) -> BeautifulSoup:
    """A page that answers."""
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    """All its words, spaces evened."""
    return " ".join(soup.main.get_text(" ", strip=True).split())


def signs(soup: BeautifulSoup) -> list[str]:
    """The signs in their order, without the lines below."""
    return [str(sign.contents[0]).strip() for sign in soup.select(".sign")]


def test_signs_hang_in_the_cites_own_order_with_its_extras(world: World, client_of: ClientOf) -> None:
    extra = make_service(world.porto, "en", "I have just arrived", lead="Papers, language, work.")
    index = below_home(world.porto, "en", ServicesIndexPage)
    make_service(world.porto, "en", "Not yet", live=False)
    extra.move(index, pos="first-child")
    expected = ["I have just arrived", *(Pole.objects.get(slug=slug).name_in("en") for slug in POLES)]
    for path in ("/en/", "/en/services/"):
        assert signs(soup_of(client_of("porto"), path)) == expected
    assert "I have just arrived" not in signs(soup_of(client_of("porto"), "/pt/services/"))


POLES = ("orientation", "formation", "emploi")


def test_a_service_shows_its_pole_its_text_and_the_other_signs(world: World, client_of: ClientOf) -> None:
    page = ServicePage.objects.child_of(below_home(world.porto, "en", ServicesIndexPage)).get(slug="emploi")
    page.title, page.body = "Find work", [("text", "<p>Ask at the desk.</p>")]
    page.save_revision().publish()
    soup = soup_of(client_of("porto"), "/en/services/emploi/")
    assert soup.select_one(".top .kick b").get_text() == page.pole.name_fr
    assert "Ask at the desk." in words(soup)
    assert len(signs(soup)) == 3
    assert [sign.contents[0].strip() for sign in soup.select(".sign[aria-current=page]")] == ["Find work"]


def test_a_service_without_pole_or_text_still_says_something(world: World, client_of: ClientOf) -> None:
    make_service(world.porto, "en", "Papers")
    soup = soup_of(client_of("porto"), "/en/services/papers/")
    assert soup.select_one(".top .kick b") is None
    assert "The Cité hasn’t described this service yet." in words(soup)


def test_one_mark_does_for_signs_that_are_all_demonstration(world: World, client_of: ClientOf) -> None:
    for page in ServicePage.objects.child_of(below_home(world.porto, "en", ServicesIndexPage)):
        page.demonstration = True
        page.save_revision().publish()
    soup = soup_of(client_of("porto"), "/en/services/")
    assert len(soup.select("main .demo")) == 1
    make_service(world.porto, "en", "Real")
    assert len(soup_of(client_of("porto"), "/en/services/").select(".sign .demo")) == 3


def test_no_service_is_worded_too(world: World, client_of: ClientOf) -> None:
    for page in ServicePage.objects.child_of(below_home(world.porto, "en", ServicesIndexPage)):
        page.unpublish()
    assert "The services aren’t described here yet." in words(soup_of(client_of("porto"), "/en/services/"))
    assert "The services aren’t described here yet." in words(soup_of(client_of("porto"), "/en/"))


def test_the_team_with_functions_and_languages(world: World, client_of: ClientOf) -> None:
    page = below_home(world.porto, "en", TeamPage)
    page.members = [
        TeamMember(name="Ana Sá", function="Adviser", languages="pt, fr, klingon", locale=page.locale),
        TeamMember(name="Rui Lima", email="rui@example.org", locale=page.locale),
    ]
    page.save_revision().publish()
    people = soup_of(client_of("porto"), "/en/team/").select(".person")
    assert [" ".join(person.get_text(" ", strip=True).split()) for person in people] == [
        "AS Ana Sá Adviser Speaks: Português , Français",
        "RL Rui Lima rui@example.org",
    ]
    assert [span["lang"] for span in people[0].select("[lang]")] == ["pt", "fr"]
    assert people[0].select_one(".person__ini")["aria-hidden"] == "true"


def test_partners_with_what_they_bring_and_their_logo(world: World, client_of: ClientOf, queries: Queries) -> None:
    page = below_home(world.porto, "en", PartnersPage)
    page.partners = [
        Partner(
            name=f"Partner {number}",
            description="Training",
            url="https://p.example/",
            logo=make_image(collection=world.porto.collection, credit="A. Name"),
            locale=page.locale,
        )
        for number in range(5)
    ]
    page.save_revision().publish()
    client = client_of("porto")
    soup = soup_of(client, "/en/partners/")
    assert [name.get_text() for name in soup.select(".partner h2 a")] == [f"Partner {number}" for number in range(5)]
    assert soup.select_one(".partner img")["alt"] == ""
    assert "Logo: A. Name" in words(soup)
    with queries() as seen:
        client.get("/en/partners/")
    assert len(seen) <= 7, seen


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/en/team/", "The team isn’t presented here yet."),
        ("/en/partners/", "The partners aren’t listed here yet."),
    ],
)
def test_nobody_listed_is_worded(world: World, client_of: ClientOf, path: str, sentence: str) -> None:
    assert soup_of(client_of("porto"), path).select_one(".none h2").get_text() == sentence


def test_the_home_of_a_cite_greets_in_its_words(world: World, client_of: ClientOf) -> None:
    home = home_of(world.porto, "en")
    client = client_of("porto")
    assert soup_of(client, "/en/").h1.get_text() == "Cidade das Profissões do Porto"
    assert soup_of(client, "/en/").h1["lang"] == "pt"
    home.greeting, home.lead, home.demonstration = "Come in.", "Somebody listens.", True
    home.body = [("quote", {"quote": "I was heard.", "name": "", "function": ""})]
    home.save_revision().publish()
    make_news(world.porto, "en", "First")
    soup = soup_of(client, "/en/")
    assert (soup.h1.get_text(), soup.h1.get("lang")) == ("Come in.", None)
    page = words(soup)
    for expected in ("Somebody listens.", "demonstration", "First", "I was heard.", "Our streets lead to other Cités"):
        assert expected in page
    assert soup.title.get_text(strip=True) == "Cidade das Profissões do Porto"


def test_streets_lead_to_the_neighbours_sites(world: World, client_of: ClientOf) -> None:
    soup = soup_of(client_of("porto"), "/en/")
    links = {link["href"]: link["lang"] for link in soup.select(".streetlist a")}
    assert links == {"http://paris.localhost:8000/fr/": "fr", "http://genova.localhost:8000/it/": "it"}


def test_no_street_leads_to_a_suspended_site(world: World, client_of: ClientOf) -> None:
    suspend_site(cite=world.paris, user=person(is_superuser=True))
    soup = soup_of(client_of("porto"), "/en/")
    assert [link["href"] for link in soup.select(".streetlist a")] == ["http://genova.localhost:8000/it/"]
    assert world.paris.name in soup.select_one(".streetlist").get_text()


def test_the_network_bar_leads_to_the_network_from_every_page(world: World, client_of: ClientOf) -> None:
    for path in ("/en/", "/en/services/", "/en/legal-notice/", "/en/nowhere/"):
        soup = BeautifulSoup(client_of("porto").get(path).content, "html.parser")
        assert soup.select_one(".netbar a")["href"] == "http://localhost:8000/en/"
        assert soup.select_one(".netbar__find")["href"].startswith("http://localhost:8000/en/cites/")


def test_the_hubs_home_asks_shows_the_signs_and_the_map(world: World, client_of: ClientOf) -> None:
    soup = soup_of(client_of(), "/en/")
    form = soup.select_one("form[role=search]")
    assert (form["action"], form["method"]) == ("/en/cites/", "get")
    assert signs(soup) == [Pole.objects.get(slug=slug).name_in("en") for slug in POLES]
    assert soup.select_one(".sign")["href"] == "/en/cites/?pole=orientation"
    assert [number.get_text() for number in soup.select(".nums dd")][:2] == ["3", "3"]
    assert {link["href"] for link in soup.select(".map a")} >= {"/en/cites/#porto", "/en/cites/#dense"}
    assert "No news yet." in words(soup)


def test_the_hubs_home_names_countries_and_says_what_a_pole_is_for(world: World, client_of: ClientOf) -> None:
    make_cite("lille")
    Pole.objects.create(slug="mer", name_fr="La mer", name_en="The sea")
    soup = soup_of(client_of(), "/en/")
    assert "countries: France, Italy, Portugal" in [term.get_text() for term in soup.select(".nums dt")]
    sentences = {link["href"].rpartition("=")[2]: link.span and link.span.get_text() for link in soup.select(".sign")}
    assert sentences["orientation"] == "Studies, trades, wishes: where to begin?"
    assert sentences["mer"] is None
    assert None not in [sentences[slug] for slug in POLES]


def test_the_hubs_menu_leads_to_the_search_and_its_footer_to_what_is_shared(world: World, client_of: ClientOf) -> None:
    soup = soup_of(client_of(), "/en/")
    last = soup.select(".nav__list a")[-1]
    assert (last["href"], last.get_text()) == ("/en/initiatives/#q", "Search")
    assert soup_of(client_of(), "/en/initiatives/").select_one("input#q") is not None
    shared = next(column for column in soup.select(".foot__cols > div") if column.h2.get_text() == "Sharing")
    assert [link["href"] for link in shared.select("a")] == ["/en/initiatives/", "/en/agenda/"]
    assert "#q" not in str(soup_of(client_of("porto"), "/en/").select(".nav__list"))


def test_the_home_of_a_cite_offers_to_write_and_counts_kilometres_as_people_do(
    world: World, client_of: ClientOf
) -> None:
    soup = soup_of(client_of("porto"), "/en/")
    (write,) = [link for link in soup.select(".trio a.btn") if "write" in link["href"]]
    assert write["href"] == "/en/write-to-us/"
    far = [item.get_text() for item in soup.select(".streetlist .num")]
    assert any("," in text for text in far)


def test_the_hubs_home_in_its_own_words(world: World, client_of: ClientOf) -> None:
    home = home_of(world.network, "en")
    home.question, home.lead = "What do you want to do?", "Ask."
    home.body = [("text", "<h2>More</h2>")]
    home.save_revision().publish()
    soup = soup_of(client_of(), "/en/")
    assert soup.h1.get_text() == "What do you want to do?"
    assert {"Ask.", "More"} <= set(words(soup).replace("More", " More ").split())


def test_an_article_leads_to_the_ones_below_that_anyone_may_read(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "en"), title="The network")
    make_page(ArticlePage, parent=page, title="Missions", lead="What for.")
    make_page(ArticlePage, parent=page, title="Draft", live=False)
    soup = soup_of(client_of(), "/en/the-network/")
    assert [link.get_text() for link in soup.select("[aria-labelledby=below] a")] == ["Missions"]
    assert "What for." in words(soup)
    assert "Nothing is written here yet." in words(soup_of(client_of(), "/en/the-network/missions/"))


def test_a_cites_logo_stands_in_its_header(world: World, client_of: ClientOf) -> None:
    client = client_of("porto")
    assert soup_of(client, "/en/").select_one(".citelogo img") is None
    settings = SiteSettings.for_site(world.porto.site)
    settings.logo = make_image(collection=world.porto.collection)
    settings.save()
    image = soup_of(client, "/en/").select_one(".citelogo img")
    assert image["alt"] == "Cidade das Profissões do Porto"
    assert int(image["height"]) <= 104
    assert soup_of(client_of("genova"), "/it/").select_one(".citelogo img") is None


def test_a_page_shown_away_from_home_says_its_language(world: World, client_of: ClientOf) -> None:
    assert "shown in its own language" not in words(soup_of(client_of("porto"), "/pt/"))


PATHS = [
    ("", "/en/"),
    ("", "/en/cites/"),
    ("", "/en/news/"),
    ("porto", "/en/"),
    ("porto", "/en/services/"),
    ("porto", "/en/services/emploi/"),
    ("porto", "/en/news/"),
    ("porto", "/en/news/with-everything/"),
    ("porto", "/en/team/"),
    ("porto", "/en/partners/"),
    ("porto", "/en/practical-information/"),
    ("porto", "/en/legal-notice/"),
    ("porto", "/en/personal-data/"),
    ("porto", "/en/accessibility/"),
    ("paris", "/fr/"),
]


@pytest.mark.parametrize("sites", [0, 27])
def test_no_page_costs_more_than_six_queries(world: World, client_of: ClientOf, queries: Queries, sites: int) -> None:
    for number in range(sites):
        make_cite(f"cite-{number}")
    for number in range(12):
        make_news(world.porto, "en", f"News {number}")
        make_news(world.network, "en", f"News {number}")
    link = f'<p><a linktype="page" id="{home_of(world.porto, "en").pk}">home</a></p>'
    make_news(
        world.porto,
        "en",
        "With everything",
        body=[
            ("text", link * 3),
            ("quote", {"quote": "Yes", "name": "A", "function": "B"}),
            ("contact", {"name": "Desk", "function": "", "phone": "1", "email": "", "page": None}),
        ],
    )
    costs = {}
    for host, path in PATHS:
        client = client_of(host)
        assert client.get(path).status_code == 200, path
        with queries() as seen:
            client.get(path)
        costs[host, path] = len(seen)
    assert {place: cost for place, cost in costs.items() if cost > 6} == {}


def test_every_page_of_the_cites_has_a_template(world: World) -> None:
    from django.template.loader import get_template  # noqa: PLC0415
    from wagtail.models import get_page_models  # noqa: PLC0415

    for model in get_page_models():
        if model._meta.app_label in ("portal", "cities") and model is not InitiativePage:
            assert get_template(model.template)
