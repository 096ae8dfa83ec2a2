"""The ladder, step by step, on initiatives as they are published."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from cities.enums import Mode, Review
from cities.models import InitiativePage
from cities.services.initiatives import InitiativeWords
from search.engines import speller
from search.engines.contract import Near, SearchRequest
from search.enums import Step
from search.models import SearchDocument, SearchWord
from search.places import find_place
from search.selectors.cards import cards_of
from search.selectors.ladder import Answer, Drop, answer
from search.services.projection import project
from search.services.reindex import documents
from search.services.vocabulary import count_words
from tests.factories.search import make_initiative, make_terms
from tests.factories.world import World


@pytest.fixture
def wall(world: World) -> World:
    make_terms()
    make_initiative(
        world.paris,
        "metiers",
        language="fr",
        title="Les métiers en fête",
        words={"teaser": "Des jeunes rencontrent des artisans.", "need": "<p>Reconversion et apprentissage.</p>"},
        poles=["orientation"],
        audiences=["jeunes"],
        start_year=2017,
    )
    make_initiative(
        world.genova,
        "mestieri",
        language="it",
        title="Mestieri in piazza",
        poles=["emploi"],
        modes=[Mode.ITINERANT],
        start_year=2022,
    )
    make_initiative(
        world.porto,
        "rua",
        language="pt",
        title="Profissões na rua",
        translations={"en": InitiativeWords(title="Trades in the street", description="<p>Plumbers and bakers.</p>")},
        poles=["emploi"],
        start_year=2020,
    )
    make_initiative(world.paris, "secret", language="fr", title="Zzsecret caché", review=Review.PROPOSED)
    return world


def ask(text: str = "", *, exact: bool = False, **values: object) -> Answer:
    return answer(SearchRequest(text=text, **{"language": "fr", **values}), exact=exact)


def titles(found: Answer, language: str = "fr") -> list[str]:
    cards = cards_of([hit.id for hit in found.response.hits], language=language, text=found.shown)
    return [card.title for card in cards]


def test_all_words(wall: World) -> None:
    found = ask("metier jeune")
    assert (found.step, titles(found), found.meant) == (Step.ALL, ["Les métiers en fête"], "")


def test_a_slip_is_corrected_and_said(wall: World) -> None:
    found = ask("metiers jeunse")
    assert (found.step, found.shown, titles(found)) == (Step.CORRECTED, "métiers jeunes", ["Les métiers en fête"])
    exact = ask("metiers jeunse", exact=True)
    assert (exact.step, exact.shown, titles(exact)) == (Step.SOME, "metiers jeunse", ["Les métiers en fête"])
    assert ask("jeunse", exact=True).step == Step.NOTHING


def test_another_language_is_corrected_too_where_few_letters_differ(wall: World) -> None:
    found = ask("mestirei", language="fr")
    assert (found.step, found.shown) == (Step.CORRECTED, "mestieri")
    assert ask("mestioru", language="fr").step == Step.NOTHING
    assert ask("mestioru", language="it").shown == "mestieri"


@pytest.mark.parametrize("text", ["métier", "reconversions", "2017", "zz", "…", "x" * 200])
def test_what_is_known_or_unlike_anything_is_not_corrected(wall: World, text: str) -> None:
    assert ask(text).step != Step.CORRECTED


def test_a_better_spelling_is_offered_beside_few_hits(wall: World) -> None:
    for number in range(4):
        make_initiative(wall.paris, f"atelier-{number}", language="fr", title=f"Atelier de cuisine {number}")
    make_initiative(wall.paris, "ateliers", language="fr", title="Atelieur")
    found = ask("atelieur")
    assert (found.step, found.response.total) == (Step.ALL, 1)
    assert found.meant in ("", "atelier")


def test_some_of_the_words(wall: World) -> None:
    found = ask("jeunes artisans fusée", exact=True)
    assert (found.step, titles(found)) == (Step.SOME, ["Les métiers en fête"])
    one_of_two = ask("artisans fusée")
    assert (one_of_two.step, titles(one_of_two)) == (Step.SOME, ["Les métiers en fête"])


def test_help_says_which_filter_stands_in_the_way(wall: World) -> None:
    found = ask("métiers", filters={"country": ("IT",), "pole": ("orientation",)})
    assert (found.step, found.response.total) == (Step.NOTHING, 0)
    assert found.help.drop == (Drop("country", 1),)
    assert dict(found.help.themes) == {"emploi": 2, "orientation": 1}
    only_years = ask("métiers", year_from=2020)
    assert only_years.help.drop == (Drop("years", 1),)
    everything = ask(filters={"country": ("IT",), "pole": ("orientation",), "year": ("2020",)})
    assert [drop.name for drop in everything.help.drop] == ["all"]
    languages = ask("mestieri", filters={"language": ("pt",)})
    assert languages.help.languages == (("it", 1),)


def test_help_never_counts_what_is_not_accepted(wall: World) -> None:
    found = ask("zzsecret")
    assert found.response.total == 0
    own = ask("zzsecret", cite_id=wall.paris.pk)
    assert own.response.total == 1
    assert ask("zzsecrett").step == Step.NOTHING


def test_a_word_of_an_unpublished_text_is_never_proposed(wall: World) -> None:
    hidden = SearchDocument.objects.get(title_key="les metiers en fete")
    word = SearchWord.objects.get(language="fr", word="reconversion")
    assert ask("recomversion").shown == "reconversion"
    InitiativePage.objects.get(pk=hidden.original_page_id).unpublish()
    assert SearchWord.objects.filter(pk=word.pk).exists()
    assert ask("recomversion").step == Step.NOTHING
    kept, dropped = count_words(document for document in documents() if document.visible)
    assert dropped > 0
    assert not SearchWord.objects.filter(pk=word.pk).exists()
    assert kept == SearchWord.objects.count()


def test_the_vocabulary_grows_with_publications(wall: World) -> None:
    assert "plumbers" in speller().vocabularies()["en"].words
    make_initiative(wall.paris, "neuf", language="fr", title="Chaudronnerie")
    assert "chaudronnerie" in speller().vocabularies()["fr"].words
    assert ask("chuadronnerie").shown == "chaudronnerie"


def test_cards_show_the_language_that_holds_the_words(wall: World) -> None:
    assert titles(ask("plumber"), language="pt") == ["Trades in the street"]
    assert titles(ask("profissão"), language="en") == ["Profissões na rua"]
    assert titles(ask("Porto"), language="en") == ["Trades in the street"]


def test_cards_mark_and_escape(world: World) -> None:
    row = make_initiative(
        world.paris,
        "x",
        language="fr",
        title="<b>Métiers</b>",
        words={"teaser": "<i>rien</i>", "need": "<p>Un & deux</p>"},
    )
    document = SearchDocument.objects.get(uid=row.uid)
    (card,) = cards_of([document.pk], language="fr", text="metier")
    assert card.title_html == "&lt;b&gt;<mark>Métiers</mark>&lt;/b&gt;"
    assert card.text_html == "&lt;i&gt;rien&lt;/i&gt;"
    (card,) = cards_of([document.pk], language="fr", text="deux")
    assert card.text_html == "Un &amp; <mark>deux</mark>"


def test_cards_leave_out_what_nobody_may_see(wall: World) -> None:
    every = list(SearchDocument.objects.values_list("pk", flat=True))
    assert len(cards_of(every, language="fr")) == 3
    assert len(cards_of(every, language="fr", cite_id=wall.paris.pk)) == 2
    page = SearchDocument.objects.get(title_key="mestieri in piazza")
    Page.objects.filter(pk=page.original_page_id).update(live=False)  # past every signal
    assert len(cards_of(every, language="fr")) == 2
    project(page.uid)
    assert SearchDocument.objects.get(pk=page.pk).visible is False


@pytest.mark.parametrize("text", ["Genova", "genova", "Gênes", "44.41, 8.93", "44.41;8.93"])
def test_near_a_place_by_name_or_coordinates(wall: World, text: str) -> None:
    place = find_place(text)
    assert place is not None
    found = ask(near=Near(place.latitude, place.longitude, radius_km=25))
    assert titles(found) == ["Mestieri in piazza"]
    (card,) = cards_of(
        [hit.id for hit in found.response.hits], language="fr", near=Near(place.latitude, place.longitude)
    )
    assert card.km is not None
    assert card.km < 5


@pytest.mark.parametrize("text", ["", "Nulle part sur terre", "91,0", "0,181", "<b>", "45.75"])
def test_unknown_places(text: str) -> None:
    assert find_place(text) is None
