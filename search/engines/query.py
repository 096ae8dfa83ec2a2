"""What is asked, as terms of each language.

A document matches in one language: all words (or enough of them) must stand in the same language's text, so two
words that only meet across a translation don't count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import LANGUAGES, Word, analyse, normalise
from search.enums import MAX_TEXT, Match

MAX_WORDS = 12
# A match in the reader's language counts so much more than the same in another.
OWN_LANGUAGE = 1.25


@dataclass(frozen=True, slots=True)
class Group:
    """The terms of one language as the embedded engines store them, and how many of them a text must hold."""

    language: str
    terms: tuple[str, ...]
    needed: int

    @property
    def is_whole(self) -> bool:
        """Whether every term is needed."""
        return self.needed == len(self.terms)


@dataclass(frozen=True, slots=True)
class Query:
    """`words` maps a language to its distinct words, in order; languages in which only stop words remain are left
    out."""

    words: dict[str, tuple[Word, ...]]

    def __bool__(self) -> bool:
        return bool(self.words)

    def groups(self, match: Match) -> list[Group]:
        """What a text must hold, by language."""
        return [
            Group(code, tuple(stored(code, word.term) for word in words), needed(len(words), match))
            for code, words in self.words.items()
        ]


def stored(language: str, term: str) -> str:
    """A term with its language before it, so that one row holds all languages and none is taken for another."""
    return language + term


def boost_of(language: str, own: str) -> float:
    """What a match in a language counts for a reader of `own`."""
    return OWN_LANGUAGE if language == own else 1.0


def needed(words: int, match: Match) -> int:
    """How many of so many words a text must hold: half of them where some will do."""
    return words if match == Match.ALL else math.ceil(words / 2)


@lru_cache(maxsize=512)
def parse(text: str) -> Query:
    """The words asked for; a text is cut at `MAX_TEXT` characters, then at `MAX_WORDS` words."""
    normal = normalise(text)[:MAX_TEXT]
    words: dict[str, tuple[Word, ...]] = {}
    for code in LANGUAGES:
        distinct = {word.term: word for word in reversed(list(analyse(normal, code)))}
        found = sorted(distinct.values(), key=lambda word: word.start)[:MAX_WORDS]
        if found:
            words[code] = tuple(found)
    return Query(words)
