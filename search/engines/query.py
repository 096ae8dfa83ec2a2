"""What is asked, as terms of each language.

A document matches in one language: all words (or enough of them) must stand in the same language's text, so two
words that only meet across a translation don't count.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import LANGUAGES, Word, analyse, normalise
from search.enums import MAX_TEXT, Match

MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class Query:
    """`words` maps a language to its distinct words, in order; languages in which only stop words remain are left out.

    `places` groups the terms of all languages by the place they were asked at, for ranking.
    """

    words: dict[str, tuple[Word, ...]]
    places: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.words)

    def terms(self, language: str) -> tuple[str, ...]:
        """The terms of a language as the embedded engines store them."""
        return tuple(stored(language, word.term) for word in self.words.get(language, ()))

    def groups(self, match: Match) -> list[tuple[tuple[str, ...], int]]:
        """Per language its terms and how many of them a text must hold."""
        return [(self.terms(code), needed(len(words), match)) for code, words in self.words.items()]

    def all_terms(self) -> list[str]:
        """Every term of every language."""
        return [term for code in self.words for term in self.terms(code)]


def stored(language: str, term: str) -> str:
    """A term with its language before it, so that one row holds all languages and none is taken for another."""
    return language + term


def needed(words: int, match: Match) -> int:
    """How many of so many words a text must hold: both of two, half of more, where some will do."""
    if match == Match.ALL or words <= 2:
        return words
    return math.ceil(words / 2)


@lru_cache(maxsize=512)
def parse(text: str) -> Query:
    """The words asked for; a text is cut at `MAX_TEXT` characters, then at `MAX_WORDS` words."""
    normal = normalise(text)[:MAX_TEXT]
    words: dict[str, tuple[Word, ...]] = {}
    places: defaultdict[int, list[str]] = defaultdict(list)
    for code in LANGUAGES:
        distinct = {word.term: word for word in reversed(list(analyse(normal, code)))}
        found = sorted(distinct.values(), key=lambda word: word.start)[:MAX_WORDS]
        if found:
            words[code] = tuple(found)
        for word in found:
            places[word.start].append(stored(code, word.term))
    return Query(words, tuple(tuple(terms) for _start, terms in sorted(places.items())))
