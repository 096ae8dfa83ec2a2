"""Languages as a reader and a search engine meet them: picker, hreflang, headers, sitemap."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cities.models import NewsIndexPage, NewsPage, ServicePage, ServicesIndexPage
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
ORIGIN = "http://porto.localhost:8000"


def soup_of(client: Client, path: str) -> BeautifulSoup:
    """A page that answers."""
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def alternates(soup: BeautifulSoup) -> dict[str, str]:
    """hreflang and address of each alternate."""
    return {link["hreflang"]: link["href"] for link in soup.select("head link[rel=alternate]")}


def picker(soup: BeautifulSoup) -> dict[str, str]:
    """Languages and addresses of the picker at the top."""
    return {link["hreflang"]: link["href"] for link in soup.select(".langs a, .lang__list a")}


def pair(world: World) -> tuple[ArticlePage, ArticlePage]:
    """An article of Porto in its two languages."""
    one = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Sobre")
    other = make_page(
        ArticlePage, parent=home_of(world.porto, "en"), title="About", translation_key=one.translation_key
    )
    return one, other


def test_every_translation_names_all_of_them_and_the_default(world: World, client_of: ClientOf) -> None:
    pair(world)
    expected = {"pt": f"{ORIGIN}/pt/sobre/", "en": f"{ORIGIN}/en/about/", "x-default": f"{ORIGIN}/pt/sobre/"}
    for path, language in (("/pt/sobre/", "pt"), ("/en/about/", "en")):
        response = client_of("porto").get(path)
        soup = BeautifulSoup(response.content, "html.parser")
        assert alternates(soup) == expected
        assert soup.select_one("link[rel=canonical]")["href"] == f"{ORIGIN}{path}"
        assert (soup.html["lang"], response.headers["Content-Language"]) == (language, language)
        assert picker(soup) == {"pt": "/pt/sobre/", "en": "/en/about/"}
        assert soup.select_one(".langs [aria-current]")["hreflang"] == language


def test_without_a_translation_the_picker_leads_home_and_nothing_is_claimed(world: World, client_of: ClientOf) -> None:
    make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Only here")
    soup = soup_of(client_of("porto"), "/en/only-here/")
    assert alternates(soup) == {"en": f"{ORIGIN}/en/only-here/"}
    assert picker(soup) == {"pt": "/pt/", "en": "/en/only-here/"}


def test_a_draft_or_restricted_translation_is_not_named(world: World, client_of: ClientOf) -> None:
    one, other = pair(world)
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=one, restriction_type="groups").groups.add(members)
    assert alternates(soup_of(client_of("porto"), "/en/about/")) == {"en": f"{ORIGIN}/en/about/"}
    assert "sobre" not in client_of("porto").get("/sitemap.xml").content.decode()
    PageViewRestriction.objects.all().delete()
    Page.objects.get(pk=one.pk).specific.unpublish()
    page = client_of("porto").get("/en/about/").content.decode()
    assert "/pt/sobre/" not in page
    assert other.live


def test_a_site_of_one_language_offers_none(world: World, client_of: ClientOf) -> None:
    soup = soup_of(client_of("genova"), "/it/")
    assert (alternates(soup), picker(soup)) == ({}, {})


def test_many_languages_fold_into_a_list_in_their_own_names(world: World, client_of: ClientOf) -> None:
    make_cite("bruxelles", languages=["fr", "nl", "en", "es"], country="BE")
    soup = soup_of(client_of("bruxelles"), "/nl/")
    links = soup.select("details.lang .lang__list a")
    assert [(link["lang"], link.get_text()) for link in links] == [
        ("fr", "Français"),
        ("nl", "Nederlands"),
        ("en", "English"),
        ("es", "Español"),
    ]
    assert alternates(soup)["x-default"] == "http://bruxelles.localhost:8000/fr/"


def test_basque_pages_say_which_words_are_basque(world: World, client_of: ClientOf) -> None:
    irun = make_cite("irun", languages=["es", "eu"], country="ES")
    home = home_of(irun, "eu")
    make_page(
        ArticlePage,
        parent=home,
        title="Helburua",
        lead="Zer da?",
        body=[("text", "<p>Testua.</p>")],
        show_in_menus=True,
    )
    response = client_of("irun").get("/eu/helburua/")
    assert response.headers["Content-Language"] == "eu, es"
    soup = BeautifulSoup(response.content, "html.parser")
    # The interface speaks Spanish, and so do the pages that were made in its words; what was written is Basque.
    assert soup.html["lang"] == "es"
    assert not soup.main.has_attr("lang")
    assert [soup.select_one(part)["lang"] for part in ("h1", ".lead", "article.prose")] == ["eu", "eu", "eu"]
    menu = {link.get_text(): link.get("lang") for link in soup.select(".nav__list a")}
    assert menu.pop("Helburua") == "eu"
    assert menu
    assert set(menu.values()) == {None}
    assert soup.select_one("article.prose time").parent["lang"] == "es"
    make_page(ServicePage, parent=ServicesIndexPage.objects.child_of(home).get(), title="Bidea aukeratu")
    signs = BeautifulSoup(client_of("irun").get("/eu/").content, "html.parser").select(".sign")
    assert {sign.get_text(strip=True): sign.get("lang") for sign in signs}["Bidea aukeratu"] == "eu"
    assert soup.select_one(".langs [aria-current]")["hreflang"] == "eu"
    assert soup.select_one(".langs [aria-current] abbr")["title"] == "Euskara"


def test_a_card_in_the_language_of_the_page_is_marked_where_the_interface_borrows(
    world: World, client_of: ClientOf
) -> None:
    irun = make_cite("irun", languages=["es", "eu"], country="ES")
    index = NewsIndexPage.objects.child_of(home_of(irun, "eu")).get()
    make_page(NewsPage, parent=index, title="Berria", date=datetime.date(2026, 1, 5))
    soup = soup_of(client_of("irun"), index.url.partition("8000")[2] or index.url)
    assert soup.h1.get("lang") is None
    assert soup.select_one(".newsitem__h")["lang"] == "eu"


def test_a_language_that_the_interface_speaks_marks_nothing(world: World, client_of: ClientOf) -> None:
    make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Plain", body=[("text", "<p>Text.</p>")])
    soup = soup_of(client_of("porto"), "/en/plain/")
    assert soup.html["lang"] == "en"
    assert [part for part in soup.main.select("[lang]") if part["lang"] == "en"] == []


def test_a_link_between_pages_of_a_borrowed_language_stays_in_it(world: World, client_of: ClientOf) -> None:
    irun = make_cite("irun", languages=["es", "eu"], country="ES")
    spanish = make_page(ArticlePage, parent=home_of(irun, "es"), title="Destino")
    basque = make_page(
        ArticlePage, parent=home_of(irun, "eu"), title="Helburua", translation_key=spanish.translation_key
    )
    text = f'<p><a linktype="page" id="{basque.pk}">hemen</a></p>'
    make_page(ArticlePage, parent=home_of(irun, "eu"), title="Orria", body=[("text", text)])
    assert "/eu/helburua/" in client_of("irun").get("/eu/orria/").content.decode()


def test_the_sitemap_has_alternates_both_ways_and_only_of_the_sites_languages(
    world: World, client_of: ClientOf
) -> None:
    pair(world)
    text = client_of("porto").get("/sitemap.xml").content.decode()
    entries = {
        re.search(r"<loc>(.*?)</loc>", url)[1]: dict(re.findall(r'hreflang="(.*?)" href="(.*?)"', url))
        for url in re.findall(r"<url>(.*?)</url>", text, re.DOTALL)
    }
    both = {"pt": f"{ORIGIN}/pt/sobre/", "en": f"{ORIGIN}/en/about/"}
    assert [entries[address] for address in both.values()] == [both, both]
    assert {address.removeprefix(ORIGIN)[:4] for address in entries} == {"/pt/", "/en/"}


@pytest.mark.parametrize("host", ["", "porto", "genova"])
def test_robots_names_its_own_sitemap_and_keeps_the_admin_out(world: World, client_of: ClientOf, host: str) -> None:
    text = client_of(host).get("/robots.txt").content.decode()
    origin = f"http://{host}.localhost:8000" if host else "http://localhost:8000"
    assert f"Sitemap: {origin}/sitemap.xml" in text
    assert "Disallow: /admin/" in text
    assert "Disallow: /\n" not in text


def test_a_page_read_on_the_networks_host_says_its_language(world: World, client_of: ClientOf) -> None:
    page: Any = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Só para membros")
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(members)
    reader = sign_in(client_of(), person((world.genova, CiteRole.EDITOR)))
    soup = soup_of(reader, f"/members/page/{page.pk}/")
    assert soup.main["lang"] == "pt"
    there = client_of("porto").get(page.url.removeprefix(ORIGIN)).headers["Location"]
    assert there == f"http://localhost:8000/members/page/{page.pk}/?language=pt"
    sign_in_page = client_of().get(there).headers["Location"]
    assert sign_in_page.endswith("&language=pt")
    assert soup_of(client_of(), sign_in_page).html["lang"] == "pt"
    assert "Português" in soup.select_one("main .note").get_text()
    assert soup.h1.get_text() == "Só para membros"
    # The picker is the hub's, whose homes it leads to; no search engine reads this.
    assert not alternates(soup)
    assert {link["href"] for link in soup.select("header [hreflang]")} == {"/fr/", "/en/"}
