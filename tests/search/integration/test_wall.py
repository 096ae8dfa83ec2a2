"""The wall for a big screen, as hub and Cités serve it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import PageViewRestriction

from cities.models import InitiativePage
from portal.look.qr import qr_drawing
from portal.tenancy.enums import NetworkRole
from search.models import InitiativeIndexPage
from tests.factories.events import make_event
from tests.factories.portal import home_of, make_page
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.walling import Link, html, page_of, titles

ClientOf = Callable[..., Client]
TITLE = re.compile(r"<h2[^>]*><a href=\"([^\"]*)\">(.*?)</a></h2>", re.DOTALL)


# -- What it shows -------------------------------------------------------------------------------------------


def test_the_networks_wall_shows_what_the_network_accepted(cards: World, client_of: ClientOf) -> None:
    for language, shown in (("fr", "A carrinha"), ("en", "The van")):
        text = html(client_of(), f"/{language}/initiatives/wall/")
        assert titles(text) == sorted(["In piazza", shown])
        assert "Zz" not in text
        assert text.count('class="qr"') == 2


def test_a_cites_wall_shows_its_own(cards: World, client_of: ClientOf) -> None:
    text = html(client_of("porto"), "/pt/initiatives/wall/")
    assert titles(text) == ["A carrinha", "Zzproposta"]
    assert 'name="cite"' not in text
    assert "http://localhost:8000/en/initiatives/wall/" in html(client_of("porto"), "/en/initiatives/wall/")
    assert titles(html(client_of("genova"), "/it/initiatives/wall/")) == ["In piazza"]


def test_a_cites_wall_says_in_which_language_the_networks_is(cards: World, client_of: ClientOf) -> None:
    # The names of languages are Django’s, which has them in Portuguese.
    for language, wall, said in (("pt", "fr", " (in francês)"), ("en", "en", "")):
        soup = BeautifulSoup(html(client_of("porto"), f"/{language}/initiatives/wall/"), "html.parser")
        link = soup.select_one(f"a[href='http://localhost:8000/{wall}/initiatives/wall/']")
        assert link.get_text() == f"The wall of the network{said}"
        assert link.get("hreflang") == (wall if said else None)


def test_cards_lead_to_the_sheet_by_link_and_by_code(cards: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/fr/initiatives/wall/")
    found = {title: url for url, title in TITLE.findall(text)}
    assert found["A carrinha"] == "http://porto.localhost:8000/pt/initiatives/a-carrinha/"
    for url in found.values():
        assert f'<path class="qr__code" d="{qr_drawing(url).path}"/>' in text
    assert '<h2 lang="pt">' in text


def test_the_newest_are_shown_and_all_counted(world: World, client_of: ClientOf) -> None:
    for number in range(40):
        make_initiative(world.paris, f"n{number}", language="fr", title=f"Atelier {number:02}")
    text = html(client_of(), "/fr/initiatives/wall/")
    assert titles(text) == [f"Atelier {number:02}" for number in range(4, 40)]
    assert "40 initiatives, the 36 newest are shown" in text


def test_an_empty_wall_is_worded(world: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/fr/initiatives/wall/")
    assert "No initiative has been published yet." in text
    assert "data-controls" not in text
    assert "data-cards" in text


def test_a_screen_asks_for_the_cards_alone(cards: World, client_of: ClientOf) -> None:
    part = html(client_of(), "/fr/initiatives/wall/?part=cards")
    assert titles(part) == ["A carrinha", "In piazza"]
    assert "<html" not in part
    whole = html(client_of(), "/fr/initiatives/wall/")
    made_by = re.search(r'data-made-by="([^"]+)"', part)
    assert made_by is not None
    assert f'<script src="{made_by.group(1)}" defer></script>' in whole


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(cards: World, client_of: ClientOf) -> None:
    response = client_of().get("/fr/initiatives/wall/")
    text = response.content.decode()
    assert "style=" not in text
    assert "<style" not in text
    assert re.findall(r"<script(?![^>]*src=)", text) == []
    assert not re.search(r"\son\w+=", text)
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert not re.search(r'(?:src|action)="(?:https?:)?//', text)


def test_its_address_in_every_language_keeps_the_choice(cards: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/fr/initiatives/wall/?cite=porto&part=")
    assert '<link rel="canonical" href="http://localhost:8000/fr/initiatives/wall/?cite=porto">' in text
    assert 'hreflang="en" href="http://localhost:8000/en/initiatives/wall/?cite=porto"' in text
    assert '<meta name="robots" content="noindex, follow">' in text


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("", "/fr/initiatives/wall/?cite=nowhere", 404),
        ("", "/fr/initiatives/wall/?cite=%00%27--", 404),
        ("", "/fr/initiatives/wall/?event=nothing", 400),
        ("", "/fr/initiatives/wall/?event=1", 400),
        ("", "/fr/initiatives/wall/?event=00000000-0000-4000-8000-000000000000", 404),
        ("porto", "/pt/initiatives/wall/?cite=genova", 404),
        ("porto", "/en/initiatives/wall/?event=%F0%9F%98%80", 400),
    ],
)
def test_what_it_does_not_know_is_worded(cards: World, client_of: ClientOf, host: str, path: str, status: int) -> None:
    text = html(client_of(host), path, status)
    assert f'href="{path.partition("?")[0]}"' in text
    assert titles(text) == []
    assert '<p class="lead">' in text


# -- Where it is ---------------------------------------------------------------------------------------------


def test_its_address_follows_that_of_the_page(cards: World, client_of: ClientOf) -> None:
    index = InitiativeIndexPage.objects.child_of(home_of(cards.porto, "pt")).get()
    index.slug = "iniciativas"
    index.save_revision().publish()
    assert titles(html(client_of("porto"), "/pt/iniciativas/wall/")) == ["A carrinha", "Zzproposta"]
    html(client_of("porto"), "/pt/initiatives/wall/", status=404)


@pytest.mark.parametrize("path", ["/fr/wall/", "/fr/nowhere/wall/", "/it/initiatives/wall/", "/fr/agenda/wall/"])
def test_there_is_no_wall_elsewhere(cards: World, client_of: ClientOf, path: str) -> None:
    html(client_of(), path, status=404)


def test_another_page_of_that_name_is_served(cards: World, client_of: ClientOf) -> None:
    from portal.models import ArticlePage  # noqa: PLC0415

    make_page(ArticlePage, parent=home_of(cards.network, "fr"), title="Le mur", slug="wall")
    assert "<h1>Le mur</h1>" in html(client_of(), "/fr/wall/")


def test_an_initiative_is_never_called_so(cards: World, client_of: ClientOf) -> None:
    make_initiative(cards.porto, "wall", language="pt", title="Wall")
    assert page_of("Wall").slug.startswith("wall-")
    index = InitiativeIndexPage.objects.child_of(home_of(cards.porto, "en")).get()
    titled = InitiativePage(title="Wall")
    index.add_child(instance=titled)
    assert titled.slug == "wall-2"
    titled.slug = "wall"
    with pytest.raises(ValidationError):
        titled.full_clean()


def test_a_restricted_wall_is_read_by_whom_the_page_is_for(cards: World, client_of: ClientOf) -> None:
    index = InitiativeIndexPage.objects.child_of(home_of(cards.porto, "pt")).get()
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=index, restriction_type="groups").groups.add(members)
    response = client_of("porto").get("/pt/initiatives/wall/")
    assert response.status_code == 302
    assert response.headers["Location"] == f"http://localhost:8000/members/page/{index.pk}/?language=pt"
    index.unpublish()
    html(client_of("porto"), "/pt/initiatives/wall/", status=404)


def test_only_reading(cards: World, client_of: ClientOf) -> None:
    assert client_of().post("/fr/initiatives/wall/").status_code == 405
    assert client_of().head("/fr/initiatives/wall/").status_code == 200


@pytest.mark.parametrize(
    ("host", "path", "count"),
    [
        ("", "/fr/initiatives/wall/", 6),
        ("", "/fr/initiatives/wall/?cite=porto", 6),
        ("", "/fr/initiatives/wall/?part=cards", 6),
        ("", "/fr/initiatives/wall/?event={event}", 5),
        ("porto", "/pt/initiatives/wall/", 6),
        ("", "/fr/initiatives/wall/?cite=nowhere", 5),
    ],
)
def test_queries(
    cards: World, client_of: ClientOf, queries: Callable[[], Any], link: Link, host: str, path: str, count: int
) -> None:
    event = make_event(cards.network, "fr", "La journée du mur")
    for title in ("A carrinha", "In piazza"):
        link(page_of(title), event)
    path = path.format(event=event.translation_key)
    client = client_of(host)
    client.get(path)
    with queries() as seen:
        client.get(path)
    assert len(seen) == count, seen
    for number in range(30):
        make_initiative(cards.paris, f"n{number}", language="fr", title=f"Atelier {number}")
    client.get(path)
    with queries() as many:
        client.get(path)
    assert len(many) == count


def test_a_code_drawn_is_the_code_made() -> None:
    import segno  # noqa: PLC0415

    address = "https://porto.example.org/pt/iniciativas/a-carrinha-das-perguntas/"
    drawing = qr_drawing(address)
    made = segno.make(address, error="l", micro=False)
    dark = set()
    for column, row, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawing.path):
        dark |= {(int(row) - 4, int(column) - 4 + step) for step in range(int(width))}
    assert dark == {(row, column) for row, line in enumerate(made.matrix) for column, on in enumerate(line) if on}
    assert drawing.size == len(made.matrix) + 8
