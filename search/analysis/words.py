"""From tokens to terms, in each language."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from search.analysis import light
from search.analysis.rules import ARTICLES, EXCEPTIONS, RULES
from search.analysis.stops import STOPS
from search.analysis.text import fold, normalise, tokens

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
SNOWBALL = {"ca": "catalan", "nl": "dutch_porter", "eu": "basque"}
_snowball = {code: snowballstemmer.stemmer(name) for code, name in SNOWBALL.items()}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Word:
    """A word that counts: as written, folded, its term, and the place it stands at."""

    text: str
    folded: str
    term: str
    start: int
    end: int


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


def analyse(text: str, language: str) -> Iterator[Word]:
    """The words of a text that count, in order; `text` must be normalised."""
    stops = stop_words(language)
    for token in tokens(text, language):
        written = token.text
        if language == "en":
            written = re.sub(r"['’][sS]$", "", written)
        folded = fold(written).replace("'", "").replace("’", "")
        if folded and folded not in stops:
            yield Word(written, folded, stem(folded, language), token.start, token.end)


def terms_of(text: str, language: str) -> list[str]:
    """The terms of any text, in order, with repetitions."""
    return [word.term for word in analyse(normalise(text), language)]


def words_of(text: str, language: str) -> list[Word]:
    """The words of any text that count, in order; offsets are those of the normalised text."""
    return list(analyse(normalise(text), language))
