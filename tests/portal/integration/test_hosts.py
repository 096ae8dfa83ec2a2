"""The gate: hosts, languages, cookies."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from portal.tenancy.models import Cite, HostAlias
from portal.tenancy.services.suspension import suspend_site
from tests.factories.world import World

STILL_THERE = "The other Cités and the network are still there: http://localhost:8000/"
pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def test_root_leads_to_the_default_language(world: World, client_of: ClientOf) -> None:
    response = client_of("porto").get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/pt/")


@pytest.mark.parametrize(("path", "language"), [("/pt/", "pt"), ("/en/", "en")])
def test_the_address_decides_the_language(world: World, client_of: ClientOf, path: str, language: str) -> None:
    response = client_of("porto").get(path, headers={"accept-language": "it"})
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()


def test_a_language_the_site_does_not_have_is_404(world: World, client_of: ClientOf) -> None:
    assert client_of("porto").get("/it/").status_code == 404


@pytest.mark.parametrize("path", ["/pt/", "/pt/services/", "/nowhere/", "/robots.txt", "/sitemap.xml", "/accents.css"])
def test_anonymous_answers_set_no_cookie_and_vary_on_nothing(world: World, client_of: ClientOf, path: str) -> None:
    response = client_of("porto").get(path, headers={"cookie": "sessionid=forged"})
    assert not response.cookies
    assert not response.has_header("Vary")


@pytest.mark.parametrize("path", ["/", "/admin/", "/static-not/"])
def test_an_unknown_host_is_a_plain_404_with_the_networks_address(world: World, path: str) -> None:
    response = Client(HTTP_HOST="elsewhere.example").get(path)
    page = response.content.decode()
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert re.findall(r'<(?:html|section) lang="(\w+)"', page) == ["fr", "fr", "en"]
    assert re.findall(r'<a href="([^"]+)"', page) == ["http://localhost:8000/"] * 2
    assert re.search(r"<title>[^<]+</title>", page)


def test_a_program_is_told_of_an_unknown_host_in_its_own_way(world: World) -> None:
    response = Client(HTTP_HOST="elsewhere.example").get("/api/v3/sites/public/")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert response.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": f"This site does not exist. {STILL_THERE}",
    }


@pytest.mark.parametrize(("slug", "spoken"), [("porto", ["pt", "en"]), ("genova", ["it"])])
def test_a_suspended_site_says_so_in_its_languages(
    world: World, client_of: ClientOf, slug: str, spoken: list[str]
) -> None:
    suspend_site(cite=Cite.objects.get(slug=slug), user=None)
    response = client_of(slug).get(f"/{spoken[0]}/")
    page = response.content.decode()
    assert (response.status_code, response.headers["Cache-Control"]) == (503, "no-store")
    assert response.headers["Retry-After"] == "86400"
    assert re.findall(r'<(?:html|section) lang="(\w+)"', page) == [spoken[0], *spoken]
    assert re.findall(r'<a href="([^"]+)"', page) == ["http://localhost:8000/"] * len(spoken)
    answer = client_of(slug).get("/api/v3/sites/public/")
    assert (answer.status_code, answer.json()["detail"]) == (503, f"This site is suspended. {STILL_THERE}")


def test_an_alias_redirects_for_good_and_keeps_path_and_method(world: World) -> None:
    HostAlias.objects.create(hostname="cidade.example", site=world.porto.site)
    response = Client(HTTP_HOST="cidade.example:8000").get("/pt/?a=1")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        "http://porto.localhost:8000/pt/?a=1",
    )
    assert Client(HTTP_HOST="cidade.example:8000").post("/pt/").status_code == 308


@pytest.mark.parametrize("ask", [Client.get, Client.post])
def test_no_browser_keeps_the_way_from_an_alias(world: World, ask: Callable[..., Any]) -> None:
    """The team may make the old host the canonical one again; who kept both ways would be sent to and fro."""
    HostAlias.objects.create(hostname="cidade.example", site=world.porto.site)
    response = ask(Client(HTTP_HOST="cidade.example:8000"), "/pt/")
    assert (response.status_code in (301, 308), response.headers["Cache-Control"]) == (True, "no-cache")


def test_no_browser_keeps_the_way_a_redirect_shows(world: World, client_of: ClientOf) -> None:
    Redirect.objects.create(old_path="/velho", site=world.porto.site, redirect_link="/pt/", is_permanent=True)
    response = client_of("porto").get("/velho/")
    assert (response.status_code, response.headers["Cache-Control"]) == (301, "no-cache")


def test_no_browser_keeps_the_way_to_tls(world: World, client_of: ClientOf, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = client_of("porto").get("/pt/")
    assert (response.status_code, response.headers["Cache-Control"]) == (301, "no-cache")


@pytest.mark.parametrize("path", ["/admin/", "/accounts/login/", "/members/page/1/"])
def test_network_paths_redirect_from_a_cites_host(world: World, client_of: ClientOf, path: str) -> None:
    response = client_of("porto").get(path)
    assert (response.status_code, response.headers["Location"]) == (302, f"http://localhost:8000{path}?language=pt")


def test_hreflang_names_every_translation_and_the_default(world: World, client_of: ClientOf) -> None:
    page = client_of("porto").get("/en/").content.decode()
    for code, path in (("pt", "/pt/"), ("en", "/en/"), ("x-default", "/pt/")):
        assert f'<link rel="alternate" hreflang="{code}" href="http://porto.localhost:8000{path}">' in page


def test_in_production_no_port_of_a_request_is_believed(world: World, client_of: ClientOf, settings: Any) -> None:
    settings.LINKS_FROM_REQUEST, settings.PORT_SUFFIX, client = False, "", client_of("porto")
    for port in ("", ":9999"):
        answer = client.get("/robots.txt", headers={"Host": f"porto.localhost{port}"}).content.decode()
        assert "Sitemap: http://porto.localhost/sitemap.xml" in answer
    settings.LINKS_FROM_REQUEST = True
    assert (
        "porto.localhost:9999" in client.get("/robots.txt", headers={"Host": "porto.localhost:9999"}).content.decode()
    )
