"""The facts of the demonstration: loaded once, each with its source, and nothing that no source gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from label.demo import HISTORIES, PAGES, load_histories, load_pages
from label.enums import EventKind as K
from label.models import LabelDocumentPage, LabelEvent, LabelIndexPage, MembershipEvent
from portal.demo import DemoContext, demo_steps, read_data
from portal.models import ArticlePage
from tests.factories.label import add_event, index_page
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@pytest.fixture
def context() -> tuple[DemoContext, list[str]]:
    said: list[str] = []
    return DemoContext(facts_only=True, say=said.append), said


def counts() -> dict[str, int]:
    models: tuple[Any, ...] = (LabelEvent, MembershipEvent, LabelDocumentPage, ArticlePage, LabelIndexPage, Page)
    return {model.__name__: model.objects.count() for model in models}


def test_the_steps_are_facts_after_the_sites() -> None:
    steps = {step.name: step for step in demo_steps(facts_only=True)}
    assert steps["histories of the label"].order == 40
    assert steps["pages about network and label"].order == 41


def test_histories_are_loaded_once_and_missing_cites_are_named(
    world: World, context: tuple[DemoContext, list[str]]
) -> None:
    run, said = context
    load_histories(run)
    own = [entry for entry in read_data(HISTORIES)["label"] if entry["cite"] in ("porto", "genova", "paris")]
    assert LabelEvent.objects.count() == len(own)
    assert {event.cite.slug for event in MembershipEvent.objects.select_related("cite")} == {"porto", "genova"}
    assert "  mayotte: not in the register of Cités, its history is left out" in said
    assert not LabelEvent.objects.filter(source="").exists()
    before = counts()
    said.clear()
    load_histories(run)
    assert counts() == before
    assert said[-1].endswith("added: 0")


def test_a_history_that_comes_later_is_added(world: World, context: tuple[DemoContext, list[str]]) -> None:
    load_histories(context[0])
    make_cite("mayotte")
    load_histories(context[0])
    kinds = LabelEvent.objects.filter(cite__slug="mayotte").order_by("date").values_list("kind", flat=True)
    assert list(kinds) == [K.PROJECT_GRANTED, K.OPENED, K.OPERATION_GRANTED]


def test_what_the_label_team_wrote_stays_and_a_contradiction_is_told(
    world: World, context: tuple[DemoContext, list[str]]
) -> None:
    mayotte = make_cite("mayotte")
    add_event(mayotte, K.OPERATION_GRANTED, "2012", source="Registre d’Universcience")
    load_histories(context[0])
    assert LabelEvent.objects.get(cite=mayotte, kind=K.OPERATION_GRANTED).source == "Registre d’Universcience"
    assert not LabelEvent.objects.filter(cite=mayotte, kind=K.PROJECT_GRANTED).exists()
    assert any(line.startswith("  mayotte, 2013-04, project-granted:") for line in context[1])


def test_pages_are_loaded_once_in_both_languages(world: World, context: tuple[DemoContext, list[str]]) -> None:
    load_pages(context[0])
    assert ArticlePage.objects.count() == 8
    assert LabelDocumentPage.objects.filter(locale__language_code="fr").count() == 8
    assert LabelDocumentPage.objects.filter(locale__language_code="en").count() == 7
    assert not Page.objects.filter(live=False, depth__gt=2).exists()
    before = counts()
    load_pages(context[0])
    assert counts() == before
    assert context[1][-1].endswith("added: 0")


def test_what_an_editor_wrote_stays(world: World, context: tuple[DemoContext, list[str]]) -> None:
    load_pages(context[0])
    index = index_page()
    index.lead = "Nos mots."
    index.save_revision().publish()
    article = ArticlePage.objects.get(slug="reseau")
    article.title = "Nous"
    article.save_revision().publish()
    load_pages(context[0])
    assert (index_page().lead, ArticlePage.objects.get(pk=article.pk).title) == ("Nos mots.", "Nous")
    assert ArticlePage.objects.count() == 8


def test_every_loaded_page_answers_in_its_language(
    world: World, context: tuple[DemoContext, list[str]], client_of: ClientOf
) -> None:
    load_histories(context[0])
    load_pages(context[0])
    client = client_of()
    pages = [*ArticlePage.objects.all(), *LabelDocumentPage.objects.all(), *LabelIndexPage.objects.all()]
    for page in pages:
        response = client.get(page.url_path.replace("/hub/", "/", 1))
        soup = BeautifulSoup(response.content, "html.parser")
        assert (response.status_code, soup.html["lang"], soup.h1.get_text()) == (
            200,
            page.locale.language_code,
            page.title,
        )
    assert client.get("/en/label/vademecum/").status_code == 200


def test_every_article_names_its_sources_and_none_is_demonstration_text(
    world: World, context: tuple[DemoContext, list[str]]
) -> None:
    load_pages(context[0])
    for article in ArticlePage.objects.all():
        assert "Sources</h2>" in str(article.body.raw_data[-1]["value"])
        assert article.demonstration is False
    for document in LabelDocumentPage.objects.all():
        text = json.dumps(document.body.get_prep_value(), ensure_ascii=False)
        assert document.editions.exclude(source="").exists() or "Source" in text


def words(path: str) -> str:
    return json.dumps(read_data(path), ensure_ascii=False)


def test_homonyms_are_no_cites() -> None:
    histories = words(HISTORIES)
    for homonym in ("Palexpo", "l’expo", "et des arts", "compétences", "Rabat"):
        assert homonym not in histories
    for page in read_data(PAGES):
        text = json.dumps(page, ensure_ascii=False)
        if "et des arts" in text or "l’expo" in text:
            assert page["key"] == "network"
            assert "À ne pas confondre" in text
            assert "Not to be confused" in text


def test_nothing_is_said_that_no_source_gives() -> None:
    text = (words(HISTORIES) + words(PAGES)).lower()
    for unknown in ("cotisation", "subscription", "€", "euros", "axes", "charte graphique", "graphic charter"):
        assert unknown not in text
    assert "le havre" not in text
    assert "gennevilliers" not in text


def test_french_words_have_french_spaces_and_apostrophes() -> None:
    for page in read_data(PAGES):
        french = json.dumps(page["languages"]["fr"], ensure_ascii=False).replace('" ', "").replace('": ', "")
        for sign in (" :", " ;", " ?", " !", "« ", " »", "'"):
            assert sign not in french, (page["key"], sign)
