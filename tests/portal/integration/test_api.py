"""The headless API: its strictness, its scope, its caching, and what it never tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken, PageViewRestriction

from portal.accounts.models import User
from portal.api import openapi_document
from portal.models import ArticlePage
from portal.tenancy.enums import CiteKind, CiteRole, NetworkRole
from portal.tenancy.models import Cite
from portal.tenancy.services.suspension import resume_site, suspend_site
from tests.factories.cities import make_hours, practical_page
from tests.factories.portal import UserFactory, home_of, make_document, make_image, make_page, person
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]
SNAPSHOT = Path(__file__).resolve().parents[1] / "openapi.json"
PROBLEM = "application/problem+json"


def test_a_method_an_address_does_not_know_is_refused_as_a_problem(world: World, client_of: ClientOf) -> None:
    response = client_of().post("/api/v3/cites/")
    assert (response.status_code, response.headers["Content-Type"], response.headers["Allow"]) == (405, PROBLEM, "GET")
    assert response.json()["detail"] == "This address answers GET."


def titles(client: Client, query: str = "") -> set[str]:
    """Titles of a listing of pages."""
    answer = client.get(f"/api/v3/pages/?limit=100{query}").json()
    return {item["title"] for item in answer["items"]}


def untitled(schema: Any) -> Any:
    """A schema without its fields' titles: Ninja takes the verbose name, in the language of the process, at import."""
    if isinstance(schema, list):
        return [untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: untitled(part) for name, part in schema.items() if name != "title" or isinstance(part, dict)}


def test_the_contract_is_the_committed_one() -> None:
    assert untitled(json.loads(openapi_document())) == untitled(json.loads(SNAPSHOT.read_text())), (
        "The API's contract changed. If that is meant, write the new document with "
        "`python manage.py openapi > tests/portal/openapi.json` and say so in CHANGELOG.md."
    )


@pytest.mark.parametrize("host", ["", "porto", "genova"])
def test_lists_cover_the_network_on_every_host(world: World, client_of: ClientOf, host: str) -> None:
    for place, language in ((world.porto, "pt"), (world.genova, "it"), (world.network, "fr")):
        make_page(ArticlePage, parent=home_of(place, language), title=f"Article {language}")
    assert {"Article pt", "Article it", "Article fr"} <= titles(client_of(host))


def test_site_narrows(world: World, client_of: ClientOf) -> None:
    make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Do Porto")
    make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Di Genova")
    found = titles(client_of(), "&site=porto.localhost")
    assert "Do Porto" in found
    assert "Di Genova" not in found


def test_drafts_and_restricted_pages_stay_out(world: World, client_of: ClientOf) -> None:
    home = home_of(world.porto, "pt")
    make_page(ArticlePage, parent=home, title="Rascunho", live=False)
    secret = make_page(ArticlePage, parent=home, title="Só para membros")
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=secret, restriction_type="groups").groups.add(members)
    for host in ("", "porto"):
        assert {"Rascunho", "Só para membros"}.isdisjoint(titles(client_of(host)))
        assert client_of(host).get(f"/api/v3/pages/{secret.pk}/").status_code == 404


def test_what_a_suspended_site_holds_rests_with_it_but_for_the_network(world: World, client_of: ClientOf) -> None:
    home = home_of(world.porto, "pt")
    page = make_page(ArticlePage, parent=home, title="Do Porto")
    make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Di Genova")
    found = ("html_path=/pt/do-porto/", f"id={page.pk}")
    paths = [f"pages/{page.pk}/", *(f"pages/find/?{query}&site=porto.localhost" for query in found)]
    operator = UserFactory(is_superuser=True)
    headers = {"authorization": f"Bearer {token_of(person(NetworkRole.NETWORK_EDITOR))}"}

    def answers(**more: Any) -> list[int]:
        return [client_of().get(f"/api/v3/{path}", **more).status_code for path in paths]

    before = client_of().get("/api/v3/pages/").headers["ETag"]
    assert answers() == [200, 302, 302]
    suspend_site(cite=world.porto, user=operator)
    assert answers() == [404, 404, 404]
    assert {"Do Porto", home.title} & titles(client_of()) == set()
    assert "Di Genova" in titles(client_of())
    for narrowed in (f"&child_of={home.pk}", f"&descendant_of={home.pk}"):
        assert client_of().get(f"/api/v3/pages/?limit=100{narrowed}").status_code == 422
    for narrowed in ("&site=porto.localhost", "&type=portal.ArticlePage&site=porto.localhost", "&locale=pt"):
        assert titles(client_of(), narrowed) == set()
    assert client_of().get("/api/v3/pages/", headers={"if-none-match": before}).status_code == 200
    assert answers(headers=headers) == [200, 302, 302]
    assert "Do Porto" in client_of().get("/api/v3/pages/?limit=100", headers=headers).content.decode()
    resume_site(cite=world.porto, user=operator)
    assert answers() == [200, 302, 302]
    assert "Do Porto" in titles(client_of(), "&site=porto.localhost")


def test_the_root_and_containers_are_no_pages(world: World, client_of: ClientOf) -> None:
    types = {item["meta"]["type"] for item in client_of().get("/api/v3/pages/?limit=100").json()["items"]}
    assert "tenancy.Container" not in types
    assert "wagtailcore.Page" not in types


@pytest.mark.parametrize(
    "path",
    ["images/", "documents/", "snippets/", "redirects/", "locales/", "sites/", "schema/", "whoami/", "nothing/"],
)
def test_what_is_not_mounted_is_a_problem_document(world: World, client_of: ClientOf, path: str) -> None:
    response = client_of().get(f"/api/v3/{path}")
    assert (response.status_code, response.headers["Content-Type"]) == (404, PROBLEM)


def test_the_root_leads_to_the_documentation(world: World, client_of: ClientOf) -> None:
    assert client_of().get("/api/v3/").headers["Location"] == "/api/v3/docs/"


def test_a_file_that_no_page_uses_cannot_be_found(world: World, client_of: ClientOf) -> None:
    image = make_image(collection=world.porto.collection, title="zzsecretimage")
    document = make_document(collection=world.porto.collection, title="zzsecretdocument")
    client = client_of("porto")
    for name in ("images", "documents"):
        for key in (image.pk, document.pk):
            assert client.get(f"/api/v3/{name}/{key}/").status_code == 404
    for path in ("pages/?limit=100", "cites/?limit=100", "sites/public/", "cites/porto/", "openapi.json"):
        assert "zzsecret" not in client.get(f"/api/v3/{path}").content.decode()
    assert "zzsecret" not in image.file.name.rsplit("/", 1)[0]


@pytest.mark.parametrize(
    ("query", "status", "name", "nearest"),
    [
        ("cites/?contry=FR", 400, "contry", "country"),
        ("pages/?lokale=fr", 400, "lokale", "locale"),
        ("cites/porto/?x=1", 400, "x", None),
        ("sites/public/?limit=3", 400, "limit", None),
        ("cites/?country=fr", 422, "country", None),
        ("cites/?country=XX", 422, "country", None),
        ("cites/?language=klingon", 422, "language", None),
        ("cites/?limit=101", 422, "limit", None),
        ("cites/?limit=0", 422, "limit", None),
        ("cites/?offset=-1", 422, "offset", None),
        ("pages/?limit=101", 422, "limit", None),
        ("pages/?limit=many", 422, "limit", None),
        ("pages/?site=nowhere.example", 422, "site", None),
    ],
)
def test_a_wrong_parameter_is_named(
    world: World, client_of: ClientOf, query: str, status: int, name: str, nearest: str | None
) -> None:
    response = client_of().get(f"/api/v3/{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (status, PROBLEM)
    (error,) = response.json()["errors"]
    assert error["loc"] == ["query", name]
    assert response.headers["Cache-Control"] == "no-store"
    assert error.get("nearest") == nearest
    assert "ETag" not in response.headers


def test_head_answers_as_get_does(world: World, client_of: ClientOf) -> None:
    head, get = (getattr(client_of(), method)("/api/v3/cites/") for method in ("head", "get"))
    assert (head.status_code, head.headers["ETag"]) == (200, get.headers["ETag"])
    assert head.content == b""


def test_public_sites_with_their_languages(world: World, client_of: ClientOf) -> None:
    answer = client_of("genova").get("/api/v3/sites/public/").json()
    assert answer["count"] == 4
    porto = next(item for item in answer["items"] if item["cite"] == "porto")
    assert porto == {
        "hostname": "porto.localhost",
        "name": "Porto",
        "root_url": "http://porto.localhost:8000/",
        "cite": "porto",
        "default_language": "pt",
        "languages": [
            {"code": "pt", "home_url": "http://porto.localhost:8000/pt/"},
            {"code": "en", "home_url": "http://porto.localhost:8000/en/"},
        ],
    }


def test_the_register_filtered_and_paged(world: World, client_of: ClientOf) -> None:
    client = client_of()
    everything = client.get("/api/v3/cites/").json()
    assert [item["slug"] for item in everything["items"]] == ["paris", "genova", "porto"]
    assert client.get("/api/v3/cites/?country=IT").json()["count"] == 1
    assert [item["slug"] for item in client.get("/api/v3/cites/?language=en").json()["items"]] == ["porto"]
    assert [item["slug"] for item in client.get("/api/v3/cites/?site=genova.localhost").json()["items"]] == ["genova"]
    page = client.get("/api/v3/cites/?limit=1&offset=1").json()
    assert (page["count"], [item["slug"] for item in page["items"]]) == (3, ["genova"])


@pytest.mark.parametrize("demonstration", [True, False])
def test_invented_hours_say_so(world: World, client_of: ClientOf, queries: Queries, demonstration: bool) -> None:
    page = practical_page(world.porto, "pt")
    page.demonstration = demonstration
    page.save_revision().publish()
    make_hours(world.porto, 1)
    client_of().get("/api/v3/cites/porto/")
    with queries() as seen:
        answer = client_of().get("/api/v3/cites/porto/").json()
    assert (answer["hours"], answer["demonstration"]) == (
        [{"weekday": 1, "opens": "09:30", "closes": "17:00"}],
        demonstration,
    )
    assert len(seen) <= 3


def test_one_cite_with_its_places(world: World, client_of: ClientOf) -> None:
    answer = client_of().get("/api/v3/cites/porto/").json()
    assert (answer["name"], answer["site_url"], answer["languages"]) == (
        "Cidade das Profissões do Porto",
        "http://porto.localhost:8000/",
        ["pt", "en"],
    )
    assert (answer["places"], answer["hours"], answer["demonstration"]) == ([], [], False)
    assert client_of().get("/api/v3/cites/nowhere/").status_code == 404


def test_candidates_are_not_public(world: World, client_of: ClientOf) -> None:
    Cite.objects.create(slug="blois", name="Cité de Blois", short_name="Blois", country="FR", kind=CiteKind.CANDIDATE)
    assert "blois" not in client_of().get("/api/v3/cites/").content.decode()
    assert client_of().get("/api/v3/cites/blois/").status_code == 404


def test_an_unchanged_answer_is_a_304_in_one_query(world: World, client_of: ClientOf, queries: Queries) -> None:
    client = client_of()
    for path in ("/api/v3/cites/", "/api/v3/pages/?limit=5", "/api/v3/sites/public/"):
        etag = client.get(path).headers["ETag"]
        with queries() as seen:
            response = client.get(path, headers={"if-none-match": etag})
        assert (response.status_code, response.content, len(seen)) == (304, b"", 1)


def test_publication_changes_the_etag_and_a_draft_does_not_hide_it(world: World, client_of: ClientOf) -> None:
    client = client_of()
    before = client.get("/api/v3/pages/").headers["ETag"]
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Nova")
    after = client.get("/api/v3/pages/").headers["ETag"]
    page.unpublish()
    assert len({before, after, client.get("/api/v3/pages/").headers["ETag"]}) == 3


BUDGETS = {"cites/": 3, "cites/porto/": 3, "sites/public/": 1, "pages/?limit=20": 7, "pages/?limit=100": 7}


@pytest.mark.parametrize("sites", [0, 27])
def test_queries_are_the_same_at_any_number_of_sites_and_items(
    world: World, client_of: ClientOf, queries: Queries, sites: int
) -> None:
    for number in range(sites):
        make_cite(f"cite-{number}")
    client = client_of()
    for path, most in BUDGETS.items():
        client.get(f"/api/v3/{path}")
        with queries() as seen:
            assert client.get(f"/api/v3/{path}").status_code == 200
        assert len(seen) <= most, (path, seen)


def test_a_page_costs_twelve_queries_at_most(world: World, client_of: ClientOf, queries: Queries) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Página")
    client = client_of()
    client.get(f"/api/v3/pages/{page.pk}/")
    with queries() as seen:
        answer = client.get(f"/api/v3/pages/{page.pk}/").json()
    assert answer["title"] == "Página"
    assert len(seen) <= 12


def token_of(user: Any) -> str:
    """A token as an operator would make it in a shell."""
    _token, key = APIToken.create_token(user=user, name="test")
    return str(key)


def test_a_cites_token_is_refused(world: World, client_of: ClientOf) -> None:
    draft = make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Bozza", live=False)
    headers = {"authorization": f"Bearer {token_of(person((world.porto, CiteRole.MANAGER)))}"}
    for path in ("pages/", f"pages/{draft.pk}/?version=draft", "cites/"):
        response = client_of().get(f"/api/v3/{path}", headers=headers)
        assert (response.status_code, response.headers["Content-Type"]) == (403, PROBLEM)
        assert "Bozza" not in response.content.decode()


@pytest.mark.parametrize("why", ["unknown", "empty", "revoked", "closed"])
def test_a_token_that_counts_no_more_is_said_to(world: World, client_of: ClientOf, queries: Queries, why: str) -> None:
    user = person(NetworkRole.NETWORK_EDITOR)
    key = {"unknown": "nope", "empty": ""}.get(why) if why in ("unknown", "empty") else token_of(user)
    if why == "revoked":
        APIToken.objects.update(revoked_at=timezone.now())
    User.objects.filter(pk=user.pk).update(is_active=why != "closed")
    for path in ("pages/", "cites/", "initiatives/", "sites/public/"):
        assert client_of().get(f"/api/v3/{path}").status_code == 200
        with queries() as seen:
            response = client_of().get(f"/api/v3/{path}", headers={"authorization": f"Bearer {key}"})
        assert (response.status_code, response.headers["Content-Type"]) == (401, PROBLEM)
        assert response.json()["detail"] == "This token is unknown or revoked."
        assert response.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        assert "no-store" in response.headers["Cache-Control"]
        assert len(seen) <= 1


def test_an_operators_answers_are_never_cached(world: World, client_of: ClientOf) -> None:
    headers = {"authorization": f"Bearer {token_of(UserFactory(is_superuser=True))}"}
    response = client_of().get("/api/v3/pages/", headers=headers)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_nobody_writes_without_a_token(world: World, client_of: ClientOf, method: str) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Página")
    path = "/api/v3/pages/" if method == "post" else f"/api/v3/pages/{page.pk}/"
    response = getattr(client_of(), method)(path, data="{}", content_type="application/json")
    assert (response.status_code, response.headers["Content-Type"]) == (401, PROBLEM)


def test_the_documentation_asks_nobody_else(world: World, client_of: ClientOf) -> None:
    page = client_of().get("/api/v3/docs/").content.decode()
    assert "http://" not in page.replace("http://localhost:8000", "")
    assert "https://" not in page
