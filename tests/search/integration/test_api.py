"""`/api/v3/initiatives/`: results with facets, one initiative, completion; strict, network-wide, cheap."""

from __future__ import annotations

import base64
import typing
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cities.enums import Mode, Review, Stage
from cities.models import Initiative
from cities.services.adoptions import adopt, evaluate
from cities.services.initiatives import InitiativeWords
from portal.tenancy.enums import CiteRole
from search import schemas
from search.enums import FACET_NAMES, Order
from tests.factories.portal import person
from tests.factories.search import make_initiative, make_terms
from tests.factories.world import World

ClientOf = Callable[..., Client]
PROBLEM = "application/problem+json"


@pytest.fixture
def wall(world: World) -> World:
    make_terms()
    make_initiative(
        world.porto,
        "van",
        language="pt",
        title="A carrinha",
        words={"teaser": "A cidade sai à rua.", "need": "<p>Longe das <b>cidades</b>.</p>"},
        translations={"en": InitiativeWords(title="The van")},
        poles=["orientation", "emploi"],
        audiences=["jeunes"],
        start_year=2017,
        end_year=2018,
        partners=[("Biblioteca", "https://example.org/b")],
        partner_cites=[(world.genova, True), (world.paris, False)],
        contact_name="Zzperson",
        contact_email="zz@example.org",
        contact_phone="+351 99",
    )
    make_initiative(world.genova, "piazza", language="it", title="In piazza", poles=["emploi"], start_year=None)
    make_initiative(world.porto, "draft", language="pt", title="Zzpropostas", review=Review.PROPOSED)
    return world


def get(client: Client, query: str = "") -> dict[str, Any]:
    response = client.get(f"/api/v3/initiatives/{query}")
    assert response.status_code == 200, response.content
    return dict(response.json())


def titles(answer: dict[str, Any]) -> list[str]:
    return sorted(item["words"]["title"] for item in answer["items"])


def counts(answer: dict[str, Any], facet: str) -> dict[str, int]:
    return {row["value"]: row["count"] for row in answer["facets"][facet]}


def test_the_shape_of_an_answer(wall: World, client_of: ClientOf) -> None:
    answer = get(client_of(), "?search=carrinhas&country=PT&language=pt")
    assert (answer["count"], answer["step"], answer["help"], answer["degraded"]) == (1, "all", None, False)
    assert list(answer["facets"]) == list(FACET_NAMES)
    assert answer["facets"]["country"] == [{"value": "PT", "label": "Portugal", "count": 1, "selected": True}]
    (item,) = answer["items"]
    assert item["words"] == {
        "language": "pt",
        "title": "A carrinha",
        "teaser": "A cidade sai à rua.",
        "url": "http://porto.localhost:8000/pt/initiatives/a-carrinha/",
        "page_id": item["words"]["page_id"],
        "demonstration": False,
    }
    assert [words["language"] for words in item["translations"]] == ["pt", "en"]
    assert item["cite"] == {
        "slug": "porto",
        "name": "Cidade das Profissões do Porto",
        "short_name": "Porto",
        "detail_url": "http://localhost:8000/api/v3/cites/porto/",
    }
    assert (item["start_year"], item["end_year"], item["poles"]) == (2017, 2018, ["orientation", "emploi"])
    assert item["marked"] == {"title": "A <mark>carrinha</mark>", "text": "A cidade sai à rua."}
    assert item["detail_url"] == f"http://localhost:8000/api/v3/initiatives/{item['uid']}/"


def test_network_wide_on_every_host_and_narrowed_by_site(wall: World, client_of: ClientOf) -> None:
    for host in ("", "porto", "genova"):
        assert titles(get(client_of(host))) == ["A carrinha", "In piazza"]
    assert titles(get(client_of(), "?site=porto.localhost")) == ["A carrinha"]
    assert titles(get(client_of(), "?site=localhost")) == ["A carrinha", "In piazza"]
    assert get(client_of(), "?search=zzpropostas")["count"] == 0
    assert get(client_of(), "?search=zzpropostas&site=porto.localhost")["count"] == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?cite=porto", ["A carrinha"]),
        ("?cite=porto&cite=genova", ["A carrinha", "In piazza"]),
        ("?country=IT", ["In piazza"]),
        ("?pole=emploi", ["A carrinha", "In piazza"]),
        ("?pole=emploi&pole=orientation&country=PT", ["A carrinha"]),
        ("?audience=jeunes", ["A carrinha"]),
        ("?audience=none", ["In piazza"]),
        ("?year=2018", ["A carrinha"]),
        ("?year=none", ["In piazza"]),
        ("?language=it", ["In piazza"]),
        ("?language=en", ["The van"]),
        ("?stage=running&mode=on_site", ["A carrinha", "In piazza"]),
        ("?stage=idea", []),
        ("?year_from=2018&year_to=2020", ["A carrinha"]),
        ("?year_from=2019", []),
        ("?near=Porto&radius=20", ["A carrinha"]),
        ("?near=44.4,8.9&radius=20.5", ["In piazza"]),
        ("?cite=paris", []),
        ("?pole=none&cite=none", []),
        ("?limit=1&order=title", ["A carrinha"]),
        ("?limit=1&offset=1&order=title", ["In piazza"]),
        ("?offset=10000", []),
    ],
)
def test_filters(wall: World, client_of: ClientOf, query: str, expected: list[str]) -> None:
    assert titles(get(client_of(), query)) == expected


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("", None),
        ("?near=St+Denis", ("Saint-Denis", "FR", 48.9, 2.4, ["Saint-Denis, RE"])),
        ("?near=Saint-Denis,+RE", ("Saint-Denis", "RE", -20.9, 55.5, [])),
        ("?near=44,4;+8,9", ("44.4, 8.9", "", 44.4, 8.9, [])),
    ],
)
def test_which_place_was_meant_is_told(wall: World, client_of: ClientOf, query: str, near: tuple[Any, ...]) -> None:
    found = get(client_of(), query)["near"]
    if found is not None:
        found = (
            *(found[key] for key in ("name", "country")),
            round(found["latitude"], 1),
            round(found["longitude"], 1),
            found["others"],
        )
    assert found == near


def test_facets_ignore_their_own_filter(wall: World, client_of: ClientOf) -> None:
    answer = get(client_of(), "?country=IT")
    assert counts(answer, "country") == {"IT": 1, "PT": 1}
    assert counts(answer, "pole") == {"emploi": 1, "orientation": 0, "formation": 0}
    assert counts(answer, "year") == {"none": 1}
    without = get(client_of(), "?cite=paris&cite=porto")
    assert {row["value"]: (row["count"], row["selected"]) for row in without["facets"]["cite"]} == {
        "porto": (1, True),
        "paris": (0, True),
        "genova": (1, False),
    }


def test_a_correction_and_help_are_data(wall: World, client_of: ClientOf) -> None:
    answer = get(client_of(), "?search=carinrha")
    assert (answer["step"], answer["shown"], answer["count"]) == ("corrected", "carrinha", 1)
    assert get(client_of(), "?search=carinrha&exact=true")["step"] == "nothing"
    nothing = get(client_of(), "?search=carrinha&country=IT")
    assert nothing["help"] == {
        "drop": [{"parameter": "country", "count": 1}],
        "languages": {},
        "poles": {"emploi": 2, "orientation": 1},
    }


def encoded(text: str) -> str:
    """As a cursor is written."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_a_cursor_goes_on(wall: World, client_of: ClientOf) -> None:
    first = get(client_of(), "?limit=1&order=title")
    second = get(client_of(), f"?limit=1&order=title&cursor={first['cursor']}")
    assert titles(first) + titles(second) == ["A carrinha", "In piazza"]
    assert second["cursor"] is None
    assert second["count"] == 2
    wrong = client_of().get(f"/api/v3/initiatives/?order=recent&cursor={first['cursor']}")
    assert (wrong.status_code, wrong.headers["Content-Type"]) == (422, PROBLEM)


@pytest.mark.parametrize(
    ("query", "status", "name"),
    [
        ("?serach=a", 400, "serach"),
        ("?q=a", 400, "q"),
        ("?country=pt", 422, "country"),
        ("?country=XX", 422, "country"),
        ("?year=abc", 422, "year"),
        ("?year_from=1", 422, "year_from"),
        ("?language=klingon", 422, "language"),
        ("?stage=zz", 422, "stage"),
        ("?mode=zz", 422, "mode"),
        ("?order=zz", 422, "order"),
        ("?pole=a%20b", 422, "pole"),
        ("?pole=xxx", 422, "pole"),
        ("?pole=emploi&pole=xxx", 422, "pole"),
        ("?audience=emploi", 422, "audience"),
        ("?cite=nowhere", 422, "cite"),
        ("?near=Nullepart", 422, "near"),
        ("?year_from=2020&year_to=2010", 422, "year_to"),
        ("?near=Porto&radius=-1", 422, "radius"),
        ("?limit=101", 422, "limit"),
        ("?limit=0", 422, "limit"),
        ("?offset=10001", 422, "offset"),
        ("?cursor=zz", 422, "cursor"),
        ("?cursor=WzEsMiwzXQ", 422, "cursor"),
        pytest.param("?cursor=" + encoded("[" * 990 + "]" * 990), 422, "cursor", id="nested"),
        ("?cursor=" + encoded('["sqlite", "relevance", NaN, 35]'), 422, "cursor"),
        ("?cursor=" + encoded('["sqlite", "relevance", 1e999, 35]'), 422, "cursor"),
        ("?cursor=" + encoded('["sqlite", "relevance", 1.5, 99999999999999999999]'), 422, "cursor"),
        ("?offset=5&cursor=" + encoded('["sqlite", "relevance", 1.5, 35]'), 422, "cursor"),
        ("?order=distance", 422, "order"),
        ("?limit=1&limit=3", 422, "limit"),
        ("?search=a&search=b", 422, "search"),
        ("?radius=20", 422, "radius"),
        ("?site=nowhere.example", 422, "site"),
        ("?search=" + "a" * 201, 422, "search"),
        ("suggest/?search=a&limit=99", 422, "limit"),
        ("suggest/", 422, "search"),
    ],
)
def test_a_wrong_parameter_is_named(wall: World, client_of: ClientOf, query: str, status: int, name: str) -> None:
    response = client_of().get(f"/api/v3/initiatives/{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (status, PROBLEM)
    (error,) = response.json()["errors"]
    assert error["loc"][:2] == ["query", name]
    assert not any(isinstance(part, str) for part in error["loc"][2:])
    assert response.headers["Cache-Control"] == "no-store"


def test_how_a_value_is_written_is_said_in_words(wall: World, client_of: ClientOf) -> None:
    answer = client_of().get("/api/v3/initiatives/?year=abc&country=pt&pole=a%20b").json()
    assert sorted((error["loc"][1], error["msg"]) for error in answer["errors"]) == [
        ("country", "“pt” is not a country's code of two capital letters, or none"),
        ("pole", "“a b” is not a short name: letters, digits and hyphens, at most 80"),
        ("year", "“abc” is not a year from 1900 to 2100, or none"),
    ]


def test_a_refusal_says_nothing_of_our_code(wall: World, client_of: ClientOf) -> None:
    answer = client_of().get("/api/v3/initiatives/?pole=emploi&pole=xxx&language=zz&limit=0").json()
    assert answer["errors"] == [
        {
            "type": "value_error",
            "loc": ["query", "pole", 1],
            "msg": "“xxx” is not a value of pole; the answers without it list them in their facets",
        },
        {"type": "value_error", "loc": ["query", "language", 0], "msg": "“zz” is not a language of the portal"},
        {
            "type": "greater_than_equal",
            "loc": ["query", "limit"],
            "msg": "Input should be greater than or equal to 1",
            "ctx": {"ge": 1},
        },
    ]


def test_a_list_and_a_detail_state_the_same_years(wall: World, client_of: ClientOf) -> None:
    make_initiative(wall.genova, "open", language="it", title="Aperta", start_year=2019)
    make_initiative(wall.genova, "since", language="it", title="Da sempre", start_year=None, end_year=2020)
    years = {}
    for item in get(client_of(), "?cite=genova")["items"]:
        detail = client_of().get(item["detail_url"].removeprefix("http://localhost:8000")).json()
        years[item["words"]["title"]] = (item["start_year"], item["end_year"])
        assert (detail["start_year"], detail["end_year"]) == years[item["words"]["title"]]
    assert years == {"In piazza": (None, None), "Aperta": (2019, None), "Da sempre": (None, 2020)}


@pytest.mark.parametrize("search", ["%00", "???", "%22", "*", "%F0%9F%98%80", "de%20la", "'"])
def test_odd_words_are_answered(wall: World, client_of: ClientOf, search: str) -> None:
    assert get(client_of(), f"?search={search}")["count"] in (0, 2)


def test_one_initiative(wall: World, client_of: ClientOf) -> None:
    uid = Initiative.objects.get(title="A carrinha").uid
    answer = client_of("genova").get(f"/api/v3/initiatives/{uid}/").json()
    assert answer["partners"] == [{"name": "Biblioteca", "url": "https://example.org/b"}]
    assert answer["partner_cites"] == ["genova"]
    assert answer["original_language"] == "pt"
    assert [(words["language"], words["text"]) for words in answer["translations"]] == [
        ("pt", "Longe das cidades."),
        ("en", ""),
    ]
    assert answer["translations"][1]["url"] == "http://porto.localhost:8000/en/initiatives/the-van/"


def test_how_many_cites_use_and_evaluated_one_is_told_and_nothing_they_wrote(wall: World, client_of: ClientOf) -> None:
    van = Initiative.objects.get(title="A carrinha")
    path = f"/api/v3/initiatives/{van.uid}/"
    before = client_of().get(path)
    assert [before.json()[name] for name in ("adoptions", "evaluations")] == [0, 0]
    for place in (wall.genova, wall.paris):
        adopt(initiative=van, cite=place, user=person((place, CiteRole.MANAGER)), year=2022, note="Segredo um")
    evaluate(
        initiative=van, cite=wall.paris, user=person((wall.paris, CiteRole.MANAGER)), scores={}, text="Segredo dois"
    )
    after = client_of().get(path, HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert [after.json()[name] for name in ("adoptions", "evaluations")] == [2, 1]
    assert b"Segredo" not in after.content


def test_what_is_not_the_networks_is_not_found(wall: World, client_of: ClientOf) -> None:
    hidden = Initiative.objects.get(title="Zzpropostas").uid
    for uid in (hidden, uuid.uuid4()):
        response = client_of("porto").get(f"/api/v3/initiatives/{uid}/")
        assert (response.status_code, response.headers["Content-Type"]) == (404, PROBLEM)
    assert client_of().get("/api/v3/initiatives/not-a-uuid/").status_code == 404


def test_contacts_are_in_no_answer(wall: World, client_of: ClientOf) -> None:
    uid = Initiative.objects.get(title="A carrinha").uid
    for path in ("", f"{uid}/", "?search=zzperson", "suggest/?search=carr", "?cite=porto&limit=100"):
        text = client_of().get(f"/api/v3/initiatives/{path}").content.decode()
        assert not any(secret in text for secret in ("Zzperson", "zz@example.org", "+351 99"))
    assert get(client_of(), "?search=zzperson")["count"] == 0


def test_completion(wall: World, client_of: ClientOf) -> None:
    answer = client_of().get("/api/v3/initiatives/suggest/?search=carr&language=pt").json()
    assert [(item["title"], item["cite"]) for item in answer["items"]] == [("A carrinha", "porto")]
    assert answer["items"][0]["cite_name"] == "Porto"
    slipped = client_of().get("/api/v3/initiatives/suggest/?search=carrihna&language=pt").json()
    assert [item["title"] for item in slipped["items"]] == ["A carrinha"]
    assert client_of().get("/api/v3/initiatives/suggest/?search=zzprop").json()["count"] == 0
    own = client_of().get("/api/v3/initiatives/suggest/?search=zzprop&site=porto.localhost").json()
    assert [item["url"].startswith("http://porto.localhost:8000/") for item in own["items"]] == [True]
    assert client_of().get("/api/v3/initiatives/suggest/?search=c").json()["count"] == 0


@pytest.mark.parametrize(
    ("query", "budget"),
    [("", 3), ("?search=carrinha", 4), ("?search=carrinha&country=PT&pole=emploi&limit=100", 4), ("?near=Porto", 3)],
)
def test_queries_of_lists(
    wall: World, client_of: ClientOf, queries: Callable[[], Any], query: str, budget: int
) -> None:
    get(client_of(), query)
    with queries() as seen:
        get(client_of(), query)
    assert len(seen) <= budget, seen


def test_queries_of_one_and_of_a_304(wall: World, client_of: ClientOf, queries: Callable[[], Any]) -> None:
    uid = Initiative.objects.get(title="A carrinha").uid
    path = f"/api/v3/initiatives/{uid}/"
    etag = client_of().get(path).headers["ETag"]
    with queries() as seen:
        assert client_of().get(path).status_code == 200
    assert len(seen) <= 3
    with queries() as seen:
        assert client_of().get(path, HTTP_IF_NONE_MATCH=etag).status_code == 304
    assert len(seen) == 1


def test_a_decision_changes_the_etag(wall: World, client_of: ClientOf) -> None:
    before = client_of().get("/api/v3/initiatives/").headers["ETag"]
    make_initiative(wall.genova, "piazza", language="it", title="In piazza", poles=["emploi"], start_year=None,
                    review=Review.ARCHIVED)  # fmt: skip
    after = client_of().get("/api/v3/initiatives/")
    assert after.headers["ETag"] != before
    assert after.json()["count"] == 1


def test_written_out_values_are_those_of_the_enumerations() -> None:
    assert set(typing.get_args(schemas.StageValue)) == {*Stage.values, "none"}
    assert set(typing.get_args(schemas.ModeValue)) == {*Mode.values, "none"}
    assert set(typing.get_args(schemas.OrderValue)) == set(Order.values)
