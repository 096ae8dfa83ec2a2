"""Marks are escaped and exact; excerpts stand around the word; near words are found."""

from __future__ import annotations

import pytest

from search.analysis import analyse, fold
from search.engines.fallback import Breaker
from search.engines.near_words import Vocabulary, begins_alike, edits, edits_allowed, vocabulary_of
from search.engines.query import boost_of, needed, parse
from search.enums import Match
from search.selectors.highlights import excerpt, holds_any, marked

TERMS = frozenset({"meti"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le métier", "Le <mark>métier</mark>"),
        ("l’emploi & <b>MÉTIERS</b>", "l’emploi &amp; &lt;b&gt;<mark>MÉTIERS</mark>&lt;/b&gt;"),
        ("Rien", "Rien"),
        ("<script>métier</script>", "&lt;script&gt;<mark>métier</mark>&lt;/script&gt;"),
    ],
)
def test_marks(text: str, expected: str) -> None:
    assert marked(text, "fr", TERMS) == expected


def test_an_elided_article_is_not_marked() -> None:
    assert marked("L’orientation", "fr", frozenset({"orient"})) == "L’<mark>orientation</mark>"
    assert marked("un col·lectiu", "ca", frozenset({"collectiu"})) == "un <mark>col·lectiu</mark>"


def test_without_words_nothing_is_marked() -> None:
    assert marked("Le métier & co", "fr", frozenset()) == "Le métier &amp; co"


def test_an_excerpt_stands_around_the_word() -> None:
    text = "début " * 40 + "un métier ici " + "fin " * 80
    cut = excerpt(text, "fr", TERMS)
    assert cut.startswith("… début")
    assert cut.endswith(" …")
    assert "un métier ici" in cut
    assert len(cut) < 260
    assert excerpt("Un métier.", "fr", TERMS) == "Un métier."
    assert excerpt("Rien.", "fr", TERMS) == ""
    assert holds_any("Des métiers", "fr", TERMS)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("jeunse", "jeunes", 1),
        ("fonrer", "former", 1 + 1),
        ("metier", "metier", 0),
        ("emploi", "emplois", 1),
        ("emploi", "employe", 2),
        ("a", "abcd", 3),
    ],
)
def test_slips_are_counted(one: str, other: str, distance: int) -> None:
    assert edits(one, other, 3) == edits(other, one, 3) == distance
    assert (edits(one, other, 0) > 0) is (distance > 0)


def test_short_words_are_left_alone() -> None:
    assert [edits_allowed("a" * length) for length in (1, 2, 3, 6, 7, 12)] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("word", "other", "alike"),
    [
        ("ecoles", "roles", False),
        ("mestirei", "mestieri", True),
        ("emrcado", "mercado", True),
        ("boluntariado", "voluntariado", True),
        ("casa", "masa", False),
        ("aemploi", "emploi", True),
    ],
)
def test_the_first_letter_is_kept_or_changes_places(word: str, other: str, alike: bool) -> None:
    assert begins_alike(word, other, edits(word, other, 2)) is alike


def vocabulary(language: str, **texts: int) -> Vocabulary:
    return vocabulary_of(
        [(number, language, fold(word), word, count) for number, (word, count) in enumerate(texts.items())], language
    )


def nearest(found: Vocabulary, word: str, *, is_own: bool = True) -> list[str]:
    return [found.written[position] for _distance, position in found.near(word, is_own=is_own)]


def test_what_more_texts_hold_is_nearer_and_then_what_has_the_same_letters() -> None:
    words = vocabulary("fr", porte=1, poste=9, potre=1, métier=3)
    assert nearest(words, "potse") == ["poste", "potre"]
    assert nearest(words, "poret") == ["porte"]
    assert nearest(vocabulary("fr", forme=1, ferme=1), "frome") == ["forme"]


def test_in_another_language_only_the_order_or_one_letter_of_a_longer_word_differs() -> None:
    words = vocabulary("fr", créer=5, linterna=1, mestieri=1)
    assert nearest(words, "career") == ["créer"]
    assert nearest(words, "career", is_own=False) == []
    assert nearest(words, "liuteria", is_own=False) == []
    assert nearest(words, "mestirei", is_own=False) == ["mestieri"]
    assert nearest(words, "mestiari", is_own=False) == ["mestieri"]


def test_a_form_of_a_known_word_is_known_and_an_accident_is_not() -> None:
    words = vocabulary("fr", école=1, emplois=2)
    known = {word: next(analyse(word, "fr")) for word in ("écoles", "emploi", "emploiers", "rôles")}
    assert {word: words.knows(found) for word, found in known.items()} == {
        "écoles": True, "emploi": True, "emploiers": True, "rôles": False,
    }  # fmt: skip
    assert {word: words.holds_form_of(found) for word, found in known.items()} == {
        "écoles": True, "emploi": True, "emploiers": False, "rôles": False,
    }  # fmt: skip


@pytest.mark.parametrize(("words", "enough"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (9, 5)])
def test_how_many_words_are_enough(words: int, enough: int) -> None:
    assert needed(words, Match.SOME) == enough
    assert needed(words, Match.ALL) == words


def test_a_question_is_parsed_in_every_language() -> None:
    query = parse("Les métiers de l'emploi des métiers")
    assert [word.term for word in query.words["fr"]] == ["meti", "emploi"]
    french = next(group for group in query.groups(Match.ALL) if group.language == "fr")
    assert (french.terms, french.needed, french.is_whole) == (("frmeti", "fremploi"), 2, True)
    some = next(group for group in query.groups(Match.SOME) if group.language == "fr")
    assert (some.needed, some.is_whole) == (1, False)
    assert [boost_of(code, "it") for code in ("it", "fr")] == [1.25, 1.0]
    assert not parse("???")
    assert len(parse(" ".join(f"mot{number}" for number in range(50))).words["fr"]) == 12


def test_the_breaker_lets_one_try_after_a_while() -> None:
    now = [0.0]
    breaker = Breaker(limit=3, pause=1, wait=10, clock=lambda: now[0])
    for moment in (0.0, 1.0, 2.0):
        now[0] = moment
        assert not breaker.is_open
        assert breaker.allows()
        breaker.failure()
        assert breaker.is_open
        assert not breaker.allows()
    now[0] = 11.9
    assert not breaker.allows()
    now[0] = 12.0
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    breaker.failure()
    assert not breaker.allows()
    now[0] = 25.0
    assert breaker.allows()
    breaker.success()
    assert [breaker.allows() for _ in range(3)] == [True, True, True]
