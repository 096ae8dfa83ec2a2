"""The pages of a result: first, next, last, and one after it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from search.selectors import listing
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.reading import html, titles

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def test_pages_of_results(world: World, client_of: ClientOf) -> None:
    for number in range(23):
        make_initiative(world.paris, f"n{number}", language="fr", title=f"Atelier {number}")
    first = html(client_of(), "/fr/initiatives/?sort=title")
    second = html(client_of(), "/fr/initiatives/?sort=title&page=2")
    assert len(titles(first)) == 20
    assert len(titles(second)) == 3
    assert not set(titles(first)) & set(titles(second))
    assert 'href="?sort=title&amp;page=2" rel="next"' in first
    assert 'rel="prev"' not in first
    assert '<link rel="next" href="/fr/initiatives/?sort=title&amp;page=2">' in first
    assert 'start="21"' in second
    assert 'rel="next"' not in second
    assert '<link rel="prev" href="/fr/initiatives/?sort=title">' in second
    assert '<a href="?sort=title" rel="prev">' in second
    plain = html(client_of(), "/fr/initiatives/?page=2")
    for code in ("fr", "en"):
        assert f'href="http://localhost:8000/{code}/initiatives/?page=2"' in plain
    assert '<link rel="canonical" href="http://localhost:8000/fr/initiatives/?page=2">' in plain
    assert 'content="noindex' not in plain


def test_the_last_page_there_is_says_that_more_is_found(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(23):
        make_initiative(world.paris, f"n{number}", language="fr", title=f"Atelier {number}")
    said = "The pages end here, at 20 of 23."
    assert said not in html(client_of(), "/en/initiatives/")
    monkeypatch.setattr(listing, "LAST_PAGE", 1)
    text = html(client_of(), "/en/initiatives/")
    assert (said in text, 'rel="next"' in text) == (True, False)


def test_a_page_after_the_last_says_so_and_leads_back(world: World, client_of: ClientOf) -> None:
    make_initiative(world.paris, "n", language="fr", title="Atelier")
    with translation.override("en"):
        text = html(client_of(), "/en/initiatives/?page=99")
    assert "The list ends before this page." in text
    assert "No initiative has been published yet." not in text
    assert 'class="btn" href="/en/initiatives/' in text
