"""What every engine must do alike."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from portal.tenancy.models import Cite
from search.engines.clock import next_numbers
from search.engines.contract import BadCursorError, Cursor, Near, SearchEngine, SearchRequest
from search.enums import Match, Order
from search.models import SearchDocument
from tests.search.contract.corpus import LYON, Oracle, random_requests

REQUESTS = 1000 if os.environ.get("PORTAL_NO_SKIPS") else 150


def network(documents: list[SearchDocument]) -> list[SearchDocument]:
    return [document for document in documents if document.in_network]


def ids(engine: SearchEngine, request: SearchRequest) -> list[int]:
    return [hit.id for hit in engine.search(request).hits]


def write(engine: SearchEngine, cite: Cite, **values: object) -> SearchDocument:
    """One document of one language, indexed."""
    language = str(values.pop("language", "fr"))
    texts = {name: str(values.pop(name, "")) for name in ("title", "teaser", "body", "labels")}
    numbers, mark = next_numbers(1)
    document = SearchDocument.objects.create(
        cite=cite,
        **{
            "cite_slug": cite.slug,
            "country": cite.country,
            "visible": True,
            "accepted": True,
            "seq": numbers[0],
            "tx": mark,
            "languages": [language],
            "title_key": texts["title"].lower()[:24],
            "cards": {language: {"title": texts["title"], "teaser": texts["teaser"], "demonstration": False}},
            "texts": {language: {"body": texts["body"], "labels": texts["labels"]}},
            **values,
        },
    )
    engine.upsert([document])
    return document


def change(engine: SearchEngine, document: SearchDocument, **values: object) -> None:
    """Write the document's next version."""
    for name, value in values.items():
        setattr(document, name, value)
    numbers, mark = next_numbers(1)
    document.seq, document.tx = numbers[0], mark
    document.save()
    engine.upsert([document])


def test_random_requests_against_sql(engine: SearchEngine, documents: list[SearchDocument], cites: list[Cite]) -> None:
    oracle = Oracle(documents)
    kinds: Counter[str] = Counter()
    for request in random_requests(REQUESTS, cites):
        total, facets = oracle.answer(request)
        found = engine.search(replace(request, limit=0))
        assert found.total == total, request
        assert {facet.name: {v.value: v.count for v in facet.values} for facet in found.facets} == facets, request
        for facet in found.facets:
            assert {value.value for value in facet.values if value.selected} == set(
                request.chosen().get(facet.name, ())
            )
        kinds["some" if total else "none"] += 1
    assert min(kinds["some"], kinds["none"]) > REQUESTS / 20
    oracle.close()


def test_own_site_lists_what_the_network_has_not_accepted(
    documents: list[SearchDocument], cites: list[Cite], engine: SearchEngine
) -> None:
    if engine.name == "elasticsearch":
        with pytest.raises(ValueError, match="database"):
            engine.search(SearchRequest(cite_id=cites[0].pk))
        return
    own = [document.pk for document in documents if document.visible and document.cite_id == cites[0].pk]
    assert sorted(ids(engine, SearchRequest(cite_id=cites[0].pk, limit=200))) == sorted(own)
    assert any(not document.accepted for document in documents if document.pk in own)
    oracle = Oracle(documents)
    for asked in random_requests(30, cites, seed=3):
        request = replace(asked, cite_id=cites[0].pk)
        assert engine.search(request).total == oracle.answer(request)[0]
    oracle.close()


def test_pages_are_stable_and_complete(engine: SearchEngine, documents: list[SearchDocument]) -> None:
    expected = sorted(document.pk for document in network(documents))
    for order in (Order.RECENT, Order.YEAR, Order.TITLE, Order.DISTANCE):
        request = SearchRequest(order=order, near=replace(LYON, radius_km=None), limit=17)
        paged = [
            number
            for offset in range(0, len(expected) + 17, 17)
            for number in ids(engine, replace(request, offset=offset))
        ]
        assert sorted(paged) == expected
        assert ids(engine, replace(request, limit=200)) == paged


def test_a_cursor_goes_on_where_the_page_ended(engine: SearchEngine, documents: list[SearchDocument]) -> None:
    for request in (
        SearchRequest(order=Order.RECENT, limit=40),
        SearchRequest(order=Order.TITLE, limit=40),
        SearchRequest(text="formation emploi", match=Match.SOME, limit=3),
        SearchRequest(text="emploi", limit=2),
    ):
        whole = ids(engine, replace(request, limit=200))
        found, cursor = [], None
        while True:
            answer = engine.search(replace(request, after=cursor))
            found += [hit.id for hit in answer.hits]
            if answer.cursor is None:
                break
            cursor = Cursor.parse(str(answer.cursor))
        assert found == whole
        assert answer.total == len(whole)


def test_a_cursor_by_relevance_goes_on_whatever_is_published_meanwhile(
    engine: SearchEngine, documents: list[SearchDocument], cites: list[Cite]
) -> None:
    """Each publication moves all scores: how many documents hold the word, how long they are."""
    request = SearchRequest(text="emploi", limit=2)
    pages = [engine.search(request)]
    while (cursor := pages[-1].cursor) is not None:
        pages.append(engine.search(replace(request, after=cursor)))
    assert len(pages) > 3
    for _time in range(3):
        write(engine, cites[0], title="Chaudronnerie", body="Le bois, le fer et la pierre. " * 20)
    for page, following in pairwise(pages):
        now = engine.search(replace(request, after=page.cursor))
        assert [hit.id for hit in now.hits] == [hit.id for hit in following.hits]
        assert now.total == page.total


def test_a_cursor_stays_where_its_document_was_moved_by_its_own_change() -> None:
    cursor = Cursor("sqlite", "relevance", -4.0, 7)
    assert [cursor.place_now(key) for key in (-4.1, -3.9, -9.0, -1.0, None)] == [-4.1, -3.9, -4.0, -4.0, -4.0]


def test_a_cursor_of_another_order_or_engine_is_refused(engine: SearchEngine, documents: list[SearchDocument]) -> None:
    cursor = engine.search(SearchRequest(order=Order.RECENT, limit=5)).cursor
    assert cursor is not None
    for wrong in (replace(cursor, order=Order.TITLE), replace(cursor, engine="other")):
        with pytest.raises(BadCursorError):
            engine.search(SearchRequest(order=Order.RECENT, after=wrong))


def test_orders(engine: SearchEngine, documents: list[SearchDocument]) -> None:
    known = {document.pk: document for document in network(documents)}
    every = SearchRequest(limit=200)

    def found(order: Order) -> list[SearchDocument]:
        return [known[number] for number in ids(engine, replace(every, order=order))]

    assert found(Order.RECENT) == sorted(known.values(), key=lambda d: (-d.published_at.timestamp(), d.pk))
    assert found(Order.TITLE) == sorted(known.values(), key=lambda d: (d.title_key, d.pk))
    assert found(Order.YEAR) == sorted(known.values(), key=lambda d: (-(d.start_year or 0), d.pk))
    assert found(Order.RELEVANCE) == found(Order.RECENT)


def test_near_a_point(engine: SearchEngine, cites: list[Cite]) -> None:
    places = {"Lyon": (45.75, 4.85), "Grenoble": (45.19, 5.72), "Paris": (48.86, 2.35), "Porto": (41.15, -8.61)}
    made = {
        name: write(engine, cites[0], title=name, latitude=lat, longitude=lon).pk for name, (lat, lon) in places.items()
    }
    nowhere = write(engine, cites[0], title="Nowhere").pk
    near = Near(45.75, 4.85, radius_km=120)
    request = SearchRequest(near=near, order=Order.DISTANCE)
    assert ids(engine, request) == [made["Lyon"], made["Grenoble"]]
    assert ids(engine, replace(request, near=replace(near, radius_km=None))) == [
        *(made[name] for name in ("Lyon", "Grenoble", "Paris", "Porto")),
        nowhere,
    ]
    assert engine.search(request).facet("cite").count_of(cites[0].slug) == 2


def test_words_are_found_over_fields_but_in_one_language(engine: SearchEngine, cites: list[Cite]) -> None:
    spread = write(engine, cites[0], title="Les métiers", body="On parle d’emplois aux jeunes").pk
    assert ids(engine, SearchRequest(text="metier emploi jeune")) == [spread]
    assert ids(engine, SearchRequest(text="métier plombier")) == []
    both = write(engine, cites[1], language="it", title="Mestieri")
    change(
        engine,
        both,
        languages=["it", "en"],
        cards={**both.cards, "en": {"title": "Careers", "teaser": "", "demonstration": False}},
        texts={**both.texts, "en": {"body": "", "labels": ""}},
    )
    assert ids(engine, SearchRequest(text="mestiere")) == [both.pk]
    assert ids(engine, SearchRequest(text="career")) == [both.pk]
    assert ids(engine, SearchRequest(text="mestieri careers")) == []


def test_titles_count_more_than_texts(engine: SearchEngine, cites: list[Cite]) -> None:
    filler = "visite atelier parcours rencontre équipe"
    body = write(engine, cites[0], title="Une journée", teaser=filler, body=f"{filler} numérique {filler}").pk
    teaser = write(engine, cites[0], title="Une semaine", teaser=f"numérique {filler}", body=filler).pk
    title = write(engine, cites[0], title="Le numérique", teaser=filler, body=filler).pk
    for number in range(8):
        write(engine, cites[0], title=f"Autre {number}", teaser=filler, body=filler)
    assert ids(engine, SearchRequest(text="numerique")) == [title, teaser, body]


def test_the_readers_language_comes_first(engine: SearchEngine, cites: list[Cite]) -> None:
    french = write(engine, cites[0], language="fr", title="Stage").pk
    dutch = write(engine, cites[1], language="nl", title="Stage").pk
    assert ids(engine, SearchRequest(text="stage", language="nl")) == [dutch, french]
    assert ids(engine, SearchRequest(text="stage", language="fr")) == [french, dutch]


@pytest.mark.parametrize("text", ["???", "de la", "…", "'", '"', "* OR title:(", "\\", "a" * 5000, "é" * 300])
def test_odd_texts_are_answered(engine: SearchEngine, documents: list[SearchDocument], text: str) -> None:
    for match in Match:
        found = engine.search(SearchRequest(text=text, match=match, filters={"pole": ("emploi",)}))
        assert found.total == 0
        assert [value.value for value in found.facet("pole").values] == ["emploi"]


def test_some_of_the_words(engine: SearchEngine, cites: list[Cite]) -> None:
    four = write(engine, cites[0], title="métiers emploi jeunes formation").pk
    two = write(engine, cites[0], title="métiers emploi visite").pk
    one = write(engine, cites[0], title="métiers atelier").pk
    ask = SearchRequest(text="métiers emploi jeunes formation", match=Match.SOME)
    assert ids(engine, ask) == [four, two]
    assert ids(engine, replace(ask, match=Match.ALL)) == [four]
    assert set(ids(engine, replace(ask, text="métiers emploi visite"))) == {four, two}
    assert ids(engine, replace(ask, text="emploi océan")) == ids(engine, replace(ask, text="emploi"))
    assert ids(engine, replace(ask, text="métiers emploi"))[-1] == one
    assert one in ids(engine, replace(ask, text="métier"))


def test_what_is_said_in_two_languages_is_not_twice_as_good(engine: SearchEngine, cites: list[Cite]) -> None:
    filler = "visite atelier parcours rencontre"
    own = write(engine, cites[0], language="pt", title="Entrevista", teaser=filler, body=filler).pk
    both = write(engine, cites[1], language="es", title="Entrevista", teaser=filler, body=filler)
    cards = both.cards["es"]
    change(
        engine,
        both,
        languages=["es", "ca"],
        cards={"es": cards, "ca": cards},
        texts={"es": both.texts["es"], "ca": both.texts["es"]},
    )
    for number in range(8):
        write(engine, cites[0], title=f"Autre {number}", teaser=filler, body=filler)
    assert ids(engine, SearchRequest(text="entrevista", language="pt")) == [own, both.pk]


def test_totals_of_several_questions(engine: SearchEngine, documents: list[SearchDocument], cites: list[Cite]) -> None:
    requests = [*random_requests(20, cites, seed=11), SearchRequest(text="???")]
    assert engine.totals(requests) == [engine.search(request).total for request in requests]
    assert engine.totals([]) == []


def test_an_update_replaces_and_a_tombstone_removes(engine: SearchEngine, cites: list[Cite]) -> None:
    document = write(engine, cites[0], title="Plombier", poles=["emploi"])
    change(
        engine,
        document,
        cards={"fr": {"title": "Menuisier", "teaser": "", "demonstration": False}},
        poles=["formation"],
    )
    assert ids(engine, SearchRequest(text="plombier")) == []
    found = engine.search(SearchRequest(text="menuisiers"))
    assert (found.total, [(v.value, v.count) for v in found.facet("pole").values]) == (1, [("formation", 1)])
    change(engine, document, visible=False, accepted=False, languages=[], cards={}, texts={}, poles=[])
    assert engine.search(SearchRequest(text="menuisier")).total == 0
    every = engine.search(SearchRequest())
    assert (every.total, [facet.values for facet in every.facets if facet.values]) == (0, [])
    assert engine.suggest("menuis", language="fr") == []


def test_what_is_not_accepted_is_not_the_networks(engine: SearchEngine, cites: list[Cite]) -> None:
    document = write(engine, cites[0], title="Secret", accepted=False)
    assert engine.search(SearchRequest(text="secret")).total == 0
    assert engine.suggest("secr", language="fr") == []
    change(engine, document, accepted=True)
    assert engine.search(SearchRequest(text="secret")).total == 1


def test_deleting_and_rebuilding(engine: SearchEngine, documents: list[SearchDocument]) -> None:
    request = SearchRequest(limit=200)
    before = ids(engine, request)
    seen: list[tuple[int, int]] = []
    engine.rebuild(iter(documents), total=len(documents), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(documents), len(documents))
    assert ids(engine, request) == before
    assert engine.health().ok
    engine.delete([document for document in documents if document.pk == before[0]])
    engine.delete([])
    health = engine.health()
    assert (health.name, health.ok) == (engine.name, True)


def test_suggestions_begin_as_typed(engine: SearchEngine, cites: list[Cite]) -> None:
    young = write(engine, cites[0], title="L’emploi des jeunes").pk
    other = write(engine, cites[0], title="Un métier pour demain").pk
    english = write(engine, cites[1], language="en", title="Employers meet").pk
    assert engine.suggest("jeun emp", language="fr") == [young]
    assert set(engine.suggest("empl", language="fr")) == {young, english}
    assert young in engine.suggest("l'empl", language="fr")
    assert engine.suggest("metier", language="fr") == [other]
    for nothing in ("", "j", "zzz", "???", '"*'):
        assert engine.suggest(nothing, language="fr") == []


def test_similar_initiatives_share_rare_words_or_a_theme(engine: SearchEngine, cites: list[Cite]) -> None:
    words = ["visite", "atelier", "parcours", "rencontre", "équipe", "salle", "journée", "semaine"]
    for number in range(30):
        write(engine, cites[0], title=f"Autre {words[number % 8]}", body=" ".join(words), poles=["formation"])
    bees = write(engine, cites[0], title="Apiculture urbaine", body="ruches et apiculteurs", poles=["creation"])
    honey = write(engine, cites[1], title="Du miel en ville", body="apiculteurs, ruches, récolte", poles=["creation"])
    hidden = write(engine, cites[0], title="Apiculture secrète", body="ruches", accepted=False)
    found = engine.similar(bees, language="fr", limit=3)
    assert found[0] == honey.pk
    assert bees.pk not in found
    assert hidden.pk not in found
