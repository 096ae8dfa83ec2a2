"""Marks are escaped and exact; excerpts stand around the word; near words are found."""

from __future__ import annotations

import pytest

from search.engines.fallback import Breaker
from search.engines.query import boost_of, needed, parse
from search.engines.spelling import edits, edits_allowed
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
    assert marked("un col·lectiu", "ca", frozenset({"collect"})) == "un <mark>col·lectiu</mark>"


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
    assert [edits_allowed("a" * length) for length in (1, 2, 3, 5, 6, 12)] == [0, 0, 1, 1, 2, 2]


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
