"""Words near to one another: slips in a word that only stands in the plural."""

from __future__ import annotations

import pytest

from search.analysis import fold
from search.engines.near_words import Vocabulary, singular_of, vocabulary_of


def vocabulary(language: str, *written: str) -> Vocabulary:
    rows = [(number, language, fold(word), word, 1) for number, word in enumerate(written)]
    return vocabulary_of(rows, language)


@pytest.mark.parametrize(
    ("language", "word", "slip", "distance"),
    [
        ("fr", "métiers", "metire", 1),
        ("fr", "métiers", "metires", 1),
        ("fr", "métier", "metire", 1),
        ("es", "oficios", "oficoi", 1),
        ("pt", "ofícios", "oficoi", 1),
        ("en", "trades", "tarde", 1),
    ],
)
def test_a_slip_in_the_singular_leads_to_the_plural(language: str, word: str, slip: str, distance: int) -> None:
    assert vocabulary(language, word, "zzz").near(slip) == [(distance, 0)]


@pytest.mark.parametrize(
    ("language", "word", "other"),
    [
        ("fr", "rôles", "ecole"),
        ("fr", "métiers", "metro"),
        ("en", "care", "career"),
        ("pt", "melhores", "mulheres"),  # two edits, one of them at its beginning
        ("fr", "évaluation", "evaul"),  # of which the stem is near, and nobody writes it
    ],
)
def test_what_is_no_slip_leads_nowhere(language: str, word: str, other: str) -> None:
    assert vocabulary(language, word).near(other) == []


def test_of_another_language_the_plural_is_not_meant() -> None:
    assert vocabulary("fr", "métiers").near("metire", is_own=False) == []


@pytest.mark.parametrize(
    ("word", "language", "left"),
    [
        ("metiers", "fr", "metier"),
        ("metier", "fr", "metier"),
        ("evaluation", "fr", "evaluation"),
        ("oficios", "es", "oficio"),
        ("mestieri", "it", "mestieri"),
    ],
)
def test_a_singular_is_a_form_of_the_same_word(word: str, language: str, left: str) -> None:
    assert singular_of(word, language) == left
