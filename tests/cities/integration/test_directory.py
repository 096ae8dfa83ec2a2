"""The directory: what it lists, what filters leave, what it never tells, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from cities.enums import PlaceKind
from cities.models import Pole
from label.enums import EventKind as K
from portal.tenancy.enums import CiteKind, NetworkRole
from portal.tenancy.models import Cite
from tests.factories.cities import make_place, make_service
from tests.factories.label import add_event
from tests.factories.portal import home_of
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]
PATH = "/en/cites/"


def directory(client: Client, query: str = "") -> BeautifulSoup:
    """The page in English, so that its words are known."""
    response = client.get(PATH + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def listed(soup: BeautifulSoup) -> list[str]:
    """Names in the list, in its order."""
    return [row.h4.get_text(strip=True) for row in soup.select(".placeitem")]


def countries(soup: BeautifulSoup) -> list[str]:
    """Headings of the list with their counts."""
    return [" ".join(heading.get_text(" ", strip=True).split()) for heading in soup.select("h3.country")]


def test_every_public_cite_is_listed_under_its_country(world: World, client_of: ClientOf) -> None:
    make_cite("lille", name="Cité des métiers de Lille")
    soup = directory(client_of())
    assert countries(soup) == ["France 2 Cités", "Italy 1 Cité", "Portugal 1 Cité"]
    assert listed(soup) == [
        "Cité des métiers de Lille",
        "Cité des métiers de Paris la Villette",
        "Città dei Mestieri di Genova",
        "Cidade das Profissões do Porto",
    ]
    porto = soup.select_one("#porto h4")
    assert porto is not None
    assert porto["lang"] == "pt"
    assert porto.a is not None
    assert porto.a["href"] == "http://porto.localhost:8000/en/"


def test_each_marker_leads_to_a_row_of_the_list(world: World, client_of: ClientOf) -> None:
    soup = directory(client_of())
    targets = [link["href"] for link in soup.select(".map a")]
    assert set(targets) == {"#dense", "#paris", "#porto", "#genova"}
    assert all(soup.select_one(target) for target in targets)
    assert all(link.get("aria-label") for link in soup.select(".map a"))


def test_a_cite_without_site_leads_to_its_own_website_or_nowhere(world: World, client_of: ClientOf) -> None:
    common = {"country": "BE", "name_language": "fr", "latitude": 50.6, "longitude": 5.6}
    Cite.objects.create(slug="liege", name="Cité de Liège", short_name="Liège", website="https://l.example/", **common)
    Cite.objects.create(slug="namur", name="Cité de Namur", short_name="Namur", **common)
    soup = directory(client_of())
    assert soup.select_one("#liege h4 a")["href"] == "https://l.example/"
    assert soup.select_one("#namur h4 a") is None
    assert soup.select_one("#namur h4").get_text() == "Cité de Namur"


def test_candidates_and_their_places_are_not_told(world: World, client_of: ClientOf) -> None:
    blois = Cite.objects.create(
        slug="blois", name="Cité de Blois", short_name="Blois", country="FR", kind=CiteKind.CANDIDATE
    )
    make_place(blois, city="Vendôme", latitude=47.8, longitude=1.06)
    make_place(blois, kind=PlaceKind.ASSOCIATED, name="Antenne", city="Vendôme")
    page = client_of().get(PATH).content.decode()
    assert "Blois" not in page
    assert "Vendôme" not in page


def test_an_associated_centre_stands_in_its_own_country_with_its_mother(world: World, client_of: ClientOf) -> None:
    make_place(world.genova, kind=PlaceKind.ASSOCIATED, name="Centro di Nizza", city="Nice", country="FR")
    soup = directory(client_of())
    assert "France 1 Cité, 1 other place" in countries(soup)
    (row,) = [row for row in soup.select(".placeitem--of") if "Nizza" in row.get_text()]
    assert row.select_one("a")["href"] == "http://genova.localhost:8000/it/"
    assert "Nice (France)" in soup.select_one("#genova").get_text()


def test_the_list_is_by_town_and_an_associated_centre_stands_under_its_own(world: World, client_of: ClientOf) -> None:
    Cite.objects.create(slug="la-reunion", name="Cité de La Réunion", short_name="La Réunion", country="FR")
    Cite.objects.create(slug="evry", name="Cité d’Évry", short_name="Évry", country="FR")
    Cite.objects.create(slug="nimes", name="Cité de Nîmes", short_name="Nîmes", country="FR")
    Cite.objects.create(slug="rouen", name="Cité de Rouen", short_name="Rouen", country="FR")
    for name, city in (("Centro di Nizza", "Nice"), ("Centro di Annecy", "Annecy")):
        make_place(world.genova, kind=PlaceKind.ASSOCIATED, name=name, city=city, country="FR")
    assert listed(directory(client_of(), "?country=FR")) == [
        "Centro di Annecy",
        "Cité d’Évry",
        "Centro di Nizza",
        "Cité de Nîmes",
        "Cité des métiers de Paris la Villette",
        "Cité de La Réunion",
        "Cité de Rouen",
    ]


def test_what_is_known_of_opening_and_label_stands_beside_the_name(world: World, client_of: ClientOf) -> None:
    add_event(world.porto, K.OPENED, "2006")
    add_event(world.porto, K.OPERATION_GRANTED, "2008-03-01")
    add_event(world.genova, K.OPENED, "2002-01")
    add_event(world.genova, K.SUSPENDED, "2016-05")
    add_event(world.paris, K.ATTESTED, "2024-01-05")
    soup = directory(client_of())
    found = {slug: " ".join(soup.select_one(f"#{slug} div").stripped_strings) for slug in ("porto", "genova", "paris")}
    assert "opened in 2006 Label granted since 1 March 2008" in found["porto"]
    assert "opened in 2002 Use of the mark suspended since May 2016" in found["genova"]
    assert "opened" not in found["paris"]
    assert found["paris"].endswith("Listed, status not verified")


def test_a_former_cite_is_a_hollow_point_on_both_maps(world: World, client_of: ClientOf) -> None:
    assert directory(client_of()).select(".pin--former") == []
    add_event(world.genova, K.OPENED, "2002")
    add_event(world.genova, K.SUSPENDED, "2016-05")
    add_event(world.porto, K.PROJECT_GRANTED, "2018")
    soup = directory(client_of())
    hollow = [link["aria-label"] for link in soup.select(".map a") if link.select(".pin--former")]
    assert hollow == ["Genova"]
    assert "A hollow point is a former Cité." in soup.select_one("#map .cap").get_text()
    home = BeautifulSoup(client_of().get("/en/").content, "html.parser")
    assert [link["aria-label"] for link in home.select(".map a") if link.select(".pin--former")] == ["Genova"]
    assert "One of them is a former Cité." in home.get_text()


def test_a_far_place_of_a_cite_has_its_own_marker_and_a_near_one_none(world: World, client_of: ClientOf) -> None:
    make_place(world.genova, kind=PlaceKind.ASSOCIATED, city="Nice", country="FR", latitude=43.7, longitude=7.27)
    make_place(world.genova, kind=PlaceKind.ASSOCIATED, city="Sestri", latitude=44.42, longitude=8.85)
    labels = {link["aria-label"] for link in directory(client_of()).select(".map a")}
    assert "Nice" in labels
    assert "Sestri" not in labels


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?country=IT", ["Città dei Mestieri di Genova"]),
        ("?language=en", ["Cidade das Profissões do Porto"]),
        ("?q=genova", ["Città dei Mestieri di Genova"]),
        ("?q=CITTA+dei", ["Città dei Mestieri di Genova"]),
        ("?q=profissoes", ["Cidade das Profissões do Porto"]),
        ("?q=portugal", ["Cidade das Profissões do Porto"]),
        ("?q=paris&country=IT", []),
        ("?country=XX", []),
        ("?language=klingon", []),
        ("?pole=nothing", []),
        ("?q=" + "x" * 5000, []),
        ("?q=%00%F0%9F", None),
        ("?unknown=1", None),
    ],
)
def test_filters(world: World, client_of: ClientOf, query: str, found: list[str] | None) -> None:
    soup = directory(client_of(), query)
    if found is None:
        assert len(listed(soup)) == 3
        return
    assert listed(soup) == found
    status = soup.select_one("[role=status]")
    assert status is not None
    assert status.get_text(strip=True) == f"{len(found)} Cité{'' if len(found) == 1 else 's'} found"
    markers = {link["href"] for link in soup.select(".map a")} - {"#dense"}
    assert len(markers) == len(found)


def test_counts_are_of_what_the_other_filters_leave(world: World, client_of: ClientOf) -> None:
    soup = directory(client_of(), "?language=it&country=FR")
    options = {option["value"]: option.get_text() for option in soup.select("#d-country option")}
    assert options == {"": "All countries", "IT": "Italy (1)", "FR": "France (0)"}
    assert soup.select_one("#d-country option[selected]")["value"] == "FR"
    languages = [option.get_text() for option in soup.select("#d-language option")]
    assert languages == ["All languages", "French (1)", "Italian (0)"]
    assert soup.select_one(".none h2").get_text() == "No Cité answers to this."


def test_a_pole_leads_to_each_cites_own_service(world: World, client_of: ClientOf) -> None:
    pole = Pole.objects.get(slug="emploi")
    make_service(world.genova, "it", "Cercare lavoro", pole=Pole.objects.get(slug="formation"))
    home_of(world.genova, "it")
    soup = directory(client_of(), "?pole=emploi")
    link = soup.select_one("#porto .placeitem__service a")
    assert link is not None
    assert (link["href"], link["lang"]) == ("http://porto.localhost:8000/en/services/emploi/", "en")
    assert soup.select_one("#genova .placeitem__service a")["lang"] == "it"
    assert soup.select_one(".tag").get_text() == pole.name_fr


def test_drafts_and_restricted_services_are_not_led_to(world: World, client_of: ClientOf) -> None:
    pole = Pole.objects.create(slug="mobilite", name_fr="Bouger", sort_order=9)
    client = client_of()
    assert listed(directory(client, "?pole=mobilite")) == []
    make_service(world.porto, "pt", "Rascunho", pole=pole, live=False)
    secret = make_service(world.genova, "it", "Segreto", pole=pole)
    assert listed(directory(client, "?pole=mobilite")) == ["Città dei Mestieri di Genova"]
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=secret, restriction_type="groups").groups.add(members)
    page = client.get(PATH + "?pole=mobilite").content.decode()
    assert "Segreto" not in page
    assert "Rascunho" not in page


def test_the_list_follows_what_changes(world: World, client_of: ClientOf) -> None:
    client = client_of()
    assert "Rue du Port" not in client.get(PATH).content.decode()
    place = make_place(world.paris, street="Rue du Port 1", postcode="75019", city="Paris")
    assert "Rue du Port 1, 75019 Paris" in client.get(PATH).content.decode()
    place.delete()
    world.paris.short_name = "Villette"
    world.paris.save()
    page = client.get(PATH).content.decode()
    assert "Rue du Port" not in page
    assert 'aria-label="Villette"' in page


def test_a_suspended_site_isnt_led_to(world: World, client_of: ClientOf) -> None:
    Cite.objects.filter(pk=world.porto.pk).update(suspended=True)
    world.porto.refresh_from_db()
    world.porto.save()
    assert "porto.localhost" not in client_of().get(PATH).content.decode()


def test_an_empty_network_says_so(world: World, client_of: ClientOf) -> None:
    Cite.objects.update(kind=CiteKind.CANDIDATE)
    soup = directory(client_of())
    assert soup.select_one(".none h2").get_text() == "No Cité is listed yet."
    assert soup.select_one(".map") is None


@pytest.mark.parametrize("sites", [0, 27])
def test_it_costs_the_same_at_any_number_of_sites(
    world: World, client_of: ClientOf, queries: Queries, sites: int
) -> None:
    for number in range(sites):
        make_cite(f"cite-{number}")
    client = client_of()
    for query in ("", "?q=p&country=FR&language=fr&pole=emploi"):
        client.get(PATH + query)
        with queries() as seen:
            assert client.get(PATH + query).status_code == 200
        assert len(seen) <= 4, (query, seen)
