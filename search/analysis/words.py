"""From tokens to terms, in each language."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import snowballstemmer

from search.analysis import light
from search.analysis.rules import ARTICLES, EXCEPTIONS, RULES
from search.analysis.stops import STOPS
from search.analysis.text import fold, normalise, spans, tokens, written_words

LANGUAGES = ("fr", "en", "it", "pt", "es", "ca", "nl", "eu")

_articles = {code: frozenset(some.split("|")) for code, some in ARTICLES.items()}
_stops = {code: frozenset(fold(word).replace("'", "") for word in some.split()) for code, some in STOPS.items()}
_rules = {
    code: [(re.compile(pattern), replacement.replace("$", "\\")) for pattern, replacement in some]
    for code, some in RULES.items()
}
_light: dict[str, Callable[[str], str]] = {
    "fr": light.french,
    "it": light.italian,
    "pt": light.portuguese,
    "es": light.spanish,
}
SNOWBALL = {"nl": "dutch_porter", "eu": "basque"}
_snowball = {code: snowballstemmer.stemmer(name) for code, name in SNOWBALL.items()}
_lock = threading.Lock()
POSSESSIVE = re.compile(r"['’][sS]$")


class Word(NamedTuple):
    """A word that counts: as written, folded, its term, and the place it stands at."""

    text: str
    folded: str
    term: str
    start: int
    end: int


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words too common to tell texts apart, folded."""
    return _stops[language] | _articles.get(language, frozenset())


@lru_cache(maxsize=100_000)
def stem(folded: str, language: str) -> str:
    """The term of a folded word."""
    given = EXCEPTIONS.get(language, {}).get(folded)
    if given is not None:
        return given
    word = folded
    for pattern, replacement in _rules.get(language, ()):
        word = pattern.sub(replacement, word)
    if language in _light:
        return _light[language](word)
    if language in _snowball:
        with _lock:  # the stemmers of snowballstemmer keep the word they work on
            return str(_snowball[language].stemWord(word))
    return word


@dataclass(frozen=True, slots=True)
class Form:
    """A word that counts, wherever it stands: as written, folded, its term."""

    text: str
    folded: str
    term: str


@lru_cache(maxsize=100_000)
def form_of(written: str, language: str) -> Form | None:
    """What a word counts as; None where it is too common to count."""
    if language == "en":
        written = POSSESSIVE.sub("", written)
    folded = fold(written).replace("'", "").replace("’", "")
    return Form(written, folded, stem(folded, language)) if folded and folded not in stop_words(language) else None


def analyse(text: str, language: str) -> Iterator[Word]:
    """The words of a text that count, in order; `text` must be normalised."""
    for token in tokens(text, language):
        form = form_of(token.text, language)
        if form is not None:
            yield Word(form.text, form.folded, form.term, token.start, token.end)


def places_of(text: str, language: str, terms: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the words of some terms begin and end, in order; `text` must be normalised.

    What `analyse` finds, without making a word of all the others: a third of the time.
    """
    for written, start, end in spans(text, language):
        form = form_of(written, language)
        if form is not None and form.term in terms:
            yield start, end


@lru_cache(maxsize=2048)
def forms_of(text: str, language: str) -> tuple[Form, ...]:
    """The words of any text that count, in order, with repetitions, without their places.

    Kept for a while: a publication asks twice, for the index and for the vocabulary.
    """
    found = [form_of(written, language) for written in written_words(normalise(text), language)]
    return tuple([form for form in found if form is not None])


def terms_of(text: str, language: str) -> list[str]:
    """The terms of any text, in order, with repetitions."""
    return [form.term for form in forms_of(text, language)]


def words_of(text: str, language: str) -> list[Word]:
    """The words of any text that count, in order; offsets are those of the normalised text."""
    return list(analyse(normalise(text), language))
