"""Results as files: where they are offered, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.tenancy.enums import NetworkRole
from search.models import InitiativeIndexPage
from search.views import export as views
from tests.factories.portal import home_of
from tests.factories.world import World
from tests.search.exporting import CSV, JSONL, XLSX, titles

ClientOf = Callable[..., Client]


def test_the_page_leads_to_them(result: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    text = client_of().get("/fr/initiatives/?q=piazza&sort=year&page=1").content.decode()
    for kind in ("csv", "xlsx", "jsonl"):
        assert f'href="export.{kind}?q=piazza&amp;sort=year" rel="nofollow" download' in text
    assert "export.csv" not in client_of().get("/fr/initiatives/?q=wxyzwxyz").content.decode()
    assert 'href="export.csv"' in client_of("porto").get("/pt/initiatives/").content.decode()
    monkeypatch.setattr("search.templatetags.search.MOST", 1)
    assert "export.csv" not in client_of().get("/fr/initiatives/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?year_from=abc",
        "?year_from=2020&year_to=2000",
        "?near=Nulle+part",
        "?near=<script>",
        "?year_to=²",
        "?cite=nowhere",
        "?cites=porto",
        "?near=Porto&radius=1",
    ],
)
def test_what_can_not_be_read_is_said(result: World, client_of: ClientOf, query: str) -> None:
    for path in (CSV, XLSX, JSONL):
        response = client_of().get(path + query)
        text = response.content.decode()
        assert response.status_code == 400
        assert '<p class="lead">' in text
        assert "<script>" not in text
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("query", ["?q=%00", "?q=" + "%F0%9F%98%80" * 300, "?sort=zz&page=abc", "?q=*&q=%22"])
def test_odd_questions_are_answered(result: World, client_of: ClientOf, query: str) -> None:
    assert client_of().get(CSV + query).status_code == 200


def test_too_many_are_refused_in_words(result: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 1)
    response = client_of().get(f"{CSV}?sort=title")
    assert response.status_code == 422
    assert 'href="./?sort=title"' in response.content.decode()
    assert len(titles(client_of(), f"{CSV}?country=IT")) == 1


def test_too_often_is_refused_in_words(result: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LIMIT", 2)
    visitor = client_of()
    answers = [visitor.get(CSV) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 3600
    assert client_of(REMOTE_ADDR="203.0.113.9").get(CSV).status_code == 200


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("", "/fr/initiatives/export.pdf"),
        ("", "/fr/export.csv"),
        ("", "/fr/agenda/export.csv"),
        ("", "/it/initiatives/export.csv"),
        ("porto", "/pt/initiatives/a-carrinha/export.csv"),
    ],
)
def test_there_is_none_elsewhere(result: World, client_of: ClientOf, host: str, path: str) -> None:
    assert client_of(host).get(path).status_code == 404


def test_only_reading_and_only_who_may_read_the_page(result: World, client_of: ClientOf) -> None:
    assert client_of().post(CSV).status_code == 405
    index = InitiativeIndexPage.objects.child_of(home_of(result.porto, "pt")).get()
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=index, restriction_type="groups").groups.add(members)
    assert client_of("porto").get("/pt/initiatives/export.csv").status_code == 302
    index.unpublish()
    assert client_of("porto").get("/pt/initiatives/export.csv").status_code == 404
