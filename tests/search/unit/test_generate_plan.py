"""What is generated: drawn from the seed alone, varied, grammatical, and nothing without a mark."""

from __future__ import annotations

import re
from random import Random
from string import Formatter

import pytest

from cities.enums import Review
from cities.services.initiatives import InitiativeWords
from search.services.generate import MAX_CITES, Plan, PlanError, PlannedInitiative, plan_cites, plan_initiative
from search.services.generate.phrases import LISTS, MAX_TITLE, SECTIONS, bank, draw_cast, languages, melt, words_of
from search.services.generate.plan import cite_uid, review_of

POLES = ["creation", "emploi", "evolution", "formation", "orientation"]
AUDIENCES = ["conseillers", "eleves", "jeunes", "parents"]
PLAN = Plan(cites=8, languages=("fr", "en", "it", "pt", "es", "ca"), seed=7)
SLOTS = {
    *LISTS, "Format", "audience", "pole", "place", "n", "n2", "pct", "pct2", "pct3", "hours", "months", "year",
    "budget",
}  # fmt: skip


def some(count: int, plan: Plan = PLAN) -> list[PlannedInitiative]:
    cites = plan_cites(plan)
    return [plan_initiative(plan, number, cites, poles=POLES, audiences=AUDIENCES) for number in range(count)]


def texts_of(words: InitiativeWords) -> list[str]:
    return [words.title, words.teaser, *(getattr(words, name) for name in SECTIONS)]


def texts(initiative: PlannedInitiative) -> list[str]:
    return [text for words in initiative.words.values() for text in texts_of(words)]


def test_there_are_phrases_for_the_six_languages_of_the_issue() -> None:
    assert languages() == ["ca", "en", "es", "fr", "it", "pt"]


@pytest.mark.parametrize("language", ["ca", "en", "es", "it", "pt"])
def test_banks_say_the_same_in_the_same_places(language: str) -> None:
    french, other = bank("fr"), bank(language)
    assert list(other) == list(french)
    for name, value in french.items():
        assert type(other[name]) is type(value)
        if isinstance(value, dict):
            assert list(other[name]) == list(value)
        elif isinstance(value, list):
            assert len(other[name]) == len(value)


@pytest.mark.parametrize("language", ["ca", "en", "es", "fr", "it", "pt"])
def test_templates_use_slots_that_are_filled(language: str) -> None:
    for name in ("titles", "teasers", *SECTIONS):
        for template in bank(language)[name]:
            used = {slot for _text, slot, _spec, _conversion in Formatter().parse(template) if slot}
            assert used <= SLOTS, template
    for name, found in bank(language).items():
        if isinstance(found, list):
            assert len({str(each) for each in found}) == len(found), name


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [
        ("fr", "au sujet de le bâtiment et de les métiers", "au sujet du bâtiment et des métiers"),
        ("fr", "à le musée, à les parents, à la mer", "au musée, aux parents, à la mer"),
        ("fr", "afin de essayer ce que elle dit", "afin d’essayer ce qu’elle dit"),
        ("fr", "de la mer, de l’hôtel, de personne", "de la mer, de l’hôtel, de personne"),
        ("it", "di il museo, a gli studenti, in lo spettacolo", "del museo, agli studenti, nello spettacolo"),
        ("it", "su l’edilizia, da i giovani, di la moda", "sull’edilizia, dai giovani, della moda"),
        ("pt", "de o mar, em a escola, por os pais, a a saúde", "do mar, na escola, pelos pais, à saúde"),
        ("pt", "para o mar, uma a uma", "para o mar, uma a uma"),
        ("es", "de el mar, a el hospital, de la banca", "del mar, al hospital, de la banca"),
        ("ca", "de els joves, per el mar, de educadores", "dels joves, pel mar, d’educadores"),
        ("en", "of the sea", "of the sea"),
    ],
)
def test_articles_melt_into_the_word_before(language: str, written: str, read: str) -> None:
    assert melt(written, language) == read


def test_the_same_seed_gives_the_same_whatever_the_order() -> None:
    cites = plan_cites(PLAN)
    again = [plan_initiative(PLAN, number, cites, poles=POLES, audiences=AUDIENCES) for number in (39, 3, 21)]
    found = some(40)
    assert again == [found[39], found[3], found[21]]


def test_another_seed_gives_something_else() -> None:
    other = some(40, Plan(cites=8, languages=PLAN.languages, seed=8))
    mine, others = (
        {words.description for each in found for words in each.words.values()} for found in (some(40), other)
    )
    assert not mine & others


def test_texts_differ_from_one_another() -> None:
    found = some(400)
    originals = [next(iter(each.words.values())) for each in found]
    assert len({words.description for words in originals}) == len(found)
    assert len({words.teaser for words in originals}) > 0.98 * len(found)
    assert len({words.title for words in originals}) > 0.85 * len(found)
    words = {word for each in found for text in texts(each) for word in re.findall(r"[^\W\d_]{3,}", text.lower())}
    assert len(words) > 2500


def test_texts_read_as_sentences_and_hold_no_leftovers() -> None:
    said = ((code, words) for each in some(400) for code, words in each.words.items())
    for code, text in ((code, text) for code, words in said for text in texts_of(words)):
        assert text
        assert not re.search(r"[{}\x1f]|  |\bNone\b", text), text
        assert melt(text, code) == text
        start = re.sub(r"^(?:<p[^>]*>)?¿?", "", text)[0]
        assert start == start.upper(), text


def test_titles_have_the_length_an_initiative_allows() -> None:
    assert max(len(words.title) for each in some(400) for words in each.words.values()) <= MAX_TITLE


def test_everything_is_marked_as_demonstration() -> None:
    assert {words.demonstration for each in some(100) for words in each.words.values()} == {True}


def test_pages_speak_the_languages_of_their_cite_the_own_one_first() -> None:
    cites = plan_cites(PLAN)
    found = some(300)
    assert {tuple(each.words) for each in found} <= {
        spoken for cite in cites for spoken in (cite.languages, cite.languages[:1])
    }
    assert any(len(each.words) == 2 for each in found)


def test_a_translation_says_the_same() -> None:
    both = next(each for each in some(300) if list(each.words)[:1] != ["fr"] and "fr" in each.words)
    numbers = {code: re.findall(r"\d+", words.description) for code, words in both.words.items()}
    assert len({tuple(found) for found in numbers.values()}) == 1


def test_a_cast_can_be_told_in_every_language() -> None:
    cast = draw_cast(Random(1), place="Lyon", audience="jeunes", pole="emploi", year=2019)
    assert len({words_of(cast, code).teaser for code in languages()}) == 6


def test_facts_are_in_order() -> None:
    for each in some(300):
        assert each.end_year is None or each.start_year <= each.end_year
        assert each.modes
        assert set(each.poles) <= set(POLES)
        assert set(each.audiences) <= set(AUDIENCES)
        assert each.published_at.year == each.start_year
        assert all(number != each.cite for number, _accepted in each.partner_cites)


def test_only_what_the_network_accepted_inspires() -> None:
    inspired = [each for each in some(600) if each.inspired_by]
    assert inspired
    found = some(600)
    for each in inspired:
        number, cite = each.inspired_by or (0, 0)
        assert number < each.number
        assert found[number].cite == cite
        assert review_of(PLAN.seed, number) == found[number].review == Review.ACCEPTED


def test_cites_are_known_by_their_number_whatever_the_plan() -> None:
    found = plan_cites(PLAN)
    assert [cite.uid for cite in found] == [cite_uid(number) for number in range(8)]
    assert [cite.languages[0] for cite in found] == ["fr", "en", "it", "pt", "es", "ca", "fr", "en"]
    assert len({cite.slug for cite in found}) == 8
    assert all(cite.slug.startswith("gen-") for cite in found)
    assert all(re.search(r"\((essai|test|prova|ensaio|prueba)\)$", cite.name) for cite in found)
    assert all(cite.city in cite.around for cite in found)


def test_the_most_cites_can_be_planned_in_six_languages() -> None:
    assert len(plan_cites(Plan(cites=MAX_CITES, languages=PLAN.languages, seed=1))) == MAX_CITES


@pytest.mark.parametrize(
    ("cites", "codes", "said"),
    [
        (3, ("fr", "eu"), "No phrases for: eu. There are for: ca, en, es, fr, it, pt."),
        (3, (), "Name at least one language."),
        (0, ("fr",), "--cites goes from 1 to 600."),
        (601, ("fr",), "--cites goes from 1 to 600."),
    ],
)
def test_a_plan_that_cannot_be_met_is_refused(cites: int, codes: tuple[str, ...], said: str) -> None:
    with pytest.raises(PlanError) as refused:
        Plan(cites=cites, languages=codes, seed=1)
    assert str(refused.value) == said


def test_more_cites_than_a_language_has_cities_are_refused() -> None:
    with pytest.raises(PlanError, match="There aren't so many cities for “ca”"):
        plan_cites(Plan(cites=300, languages=("ca",), seed=1))


def test_plans_are_told_apart() -> None:
    versions = {
        Plan(cites=cites, languages=codes, seed=seed).version
        for cites in (1, 2)
        for codes in (("fr",), ("fr", "en"))
        for seed in (1, 2)
    }
    assert len(versions) == 8
