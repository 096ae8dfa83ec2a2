"""The gate: hosts, languages, cookies."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from portal.tenancy.models import HostAlias
from tests.factories.world import World

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


@pytest.mark.parametrize("path", ["/", "/api/v3/sites/public/", "/admin/", "/static-not/"])
def test_an_unknown_host_is_a_plain_404_with_the_networks_address(world: World, path: str) -> None:
    response = Client(HTTP_HOST="elsewhere.example").get(path)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "http://localhost:8000/" in response.content.decode()


def test_an_alias_redirects_for_good_and_keeps_path_and_method(world: World) -> None:
    HostAlias.objects.create(hostname="cidade.example", site=world.porto.site)
    response = Client(HTTP_HOST="cidade.example:8000").get("/pt/?a=1")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        "http://porto.localhost:8000/pt/?a=1",
    )
    assert Client(HTTP_HOST="cidade.example:8000").post("/pt/").status_code == 308


@pytest.mark.parametrize("path", ["/admin/", "/accounts/login/", "/members/page/1/"])
def test_network_paths_redirect_from_a_cites_host(world: World, client_of: ClientOf, path: str) -> None:
    response = client_of("porto").get(path)
    assert (response.status_code, response.headers["Location"]) == (302, f"http://localhost:8000{path}?language=pt")


def test_hreflang_names_every_translation_and_the_default(world: World, client_of: ClientOf) -> None:
    page = client_of("porto").get("/en/").content.decode()
    for code, path in (("pt", "/pt/"), ("en", "/en/"), ("x-default", "/pt/")):
        assert f'<link rel="alternate" hreflang="{code}" href="http://porto.localhost:8000{path}">' in page
