"""Correcting what is asked for, on words as they are written in the initiatives.

Not on terms: a corrected word must be one that people read. The words are kept in the process, with how often each
letter occurs in them, so that near ones are found by comparing counts before comparing letters.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.analysis import LANGUAGES, Word, analyse, normalise
from search.analysis.words import stem
from search.engines.columns import Array
from search.engines.query import MAX_WORDS
from search.enums import MAX_TEXT
from search.models import SearchWord
from search.models.words import MAX_WORD

ANEW_SECONDS = 3600
PER_WORD = 3
PROPOSALS = 3
# Up to so many letters one slip is all: two in "écoles" are "rôles".
SHORT = 6
# Letters that may differ, each counted on both sides: all that edits allow in the reader's language; in another their
# order, or one of them. Likeness beyond that is a coincidence: "liuteria" (it) isn't meant by "linterna" (es).
ANY, ONE = 4, 2
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER = len(LETTERS)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language: folded, as written, in how many texts, and letters counted; where each stands, and
    the terms they make."""

    words: tuple[str, ...]
    written: tuple[str, ...]
    texts: Array
    lengths: Array
    letters: Array
    places: Mapping[str, int]
    terms: frozenset[str]

    def knows(self, word: Word) -> bool:
        """Whether it, an inflection of it or, being a number, nothing else can be meant."""
        return word.folded in self.places or word.term in self.terms or word.folded.isdigit()

    def near(self, word: str, *, differing: int = ANY) -> list[tuple[int, int]]:
        """(distance, position) of the words that few edits lead to: the fewest first, then what more texts hold, then
        what has the same letters."""
        if not self.words or len(word) > MAX_WORD:
            return []
        allowed = edits_allowed(word)
        close = np.abs(self.lengths - len(word)) <= allowed
        close &= np.abs(self.letters - count_letters([word])[0]).sum(axis=1) <= min(2 * allowed, differing)
        found = [
            (distance, int(position))
            for position in np.flatnonzero(close)
            if (distance := edits(word, self.words[position], allowed)) <= allowed
            and begins_alike(word, self.words[position], distance)
        ]
        letters = sorted(word)
        return sorted(
            found,
            key=lambda each: (
                each[0],
                -self.texts[each[1]],
                sorted(self.words[each[1]]) != letters,
                each[1],
            ),
        )


def edits_allowed(word: str) -> int:
    """One slip in a short word, two in a longer one, none where a slip leaves nothing."""
    return 0 if len(word) < 3 else 1 if len(word) <= SHORT else 2


def begins_alike(word: str, other: str, distance: int) -> bool:
    """People rarely miss the first letter: it is the same or has changed places with the second. Where nothing else
    differs in a longer word, it may be another: "boluntariado"."""
    swapped = word[:2] == other[1::-1]
    return word[0] == other[0] or swapped or (distance == 1 and len(word) > SHORT)


def edits(one: str, other: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); above `limit` any
    number above it."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before = before, row
        row = [i]
        for j, their in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != their))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == their:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def count_letters(words: Sequence[str]) -> Array:
    """How often each letter is in each word."""
    counts = np.zeros((len(words), len(LETTERS) + 1), np.int8)
    for row, word in enumerate(words):
        for letter in word:
            place = ord(letter) - ord("a")
            counts[row, place if 0 <= place < OTHER else OTHER] += 1
    return counts


class Speller:
    """The vocabularies of this process, read again every hour and, where it matters, with what was added since."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[tuple[int, str, str, str, int]] = []
        self._vocabularies: dict[str, Vocabulary] = {}
        self._read_at = -math.inf

    def forget(self) -> None:
        """Read anew next time."""
        self._read_at = -math.inf

    def vocabularies(self, *, fresh: bool = True) -> dict[str, Vocabulary]:
        """By language. One query; none where `fresh` isn't asked for and they were read within the hour.

        Words of a transaction that is rolled back may stay: proposals are checked for hits.
        """
        is_young = time.monotonic() - self._read_at < ANEW_SECONDS
        if is_young and not fresh:
            return self._vocabularies
        known = self._rows if is_young else []
        last = known[-1][0] if known else 0
        added = list(
            SearchWord.objects.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", "language", "word", "written", "texts")
        )
        if is_young and not added:
            return self._vocabularies
        rows = [*known, *added]
        found = {code: _vocabulary([row for row in rows if row[1] == code], code) for code in LANGUAGES}
        with self._lock:
            self._rows, self._vocabularies = rows, found
            self._read_at = self._read_at if is_young else time.monotonic()
        return found

    def proposals(self, text: str, *, language: str, fresh: bool = True) -> list[str]:
        """Corrected texts, best first, up to three of a language: the reader's before the others, of which the
        nearest comes first.

        Empty where no language knows what could be meant, or where one knows every word as it is.
        """
        vocabularies = self.vocabularies(fresh=fresh)
        normal = normalise(text)[:MAX_TEXT]
        found: list[Proposal] = []
        for code in LANGUAGES:
            words = list(analyse(normal, code))[:MAX_WORDS]
            if words and all(vocabularies[code].knows(word) for word in words):
                return []
            differing = ANY if code == language else ONE
            found += _corrected(normal, words, vocabularies[code], differing=differing, is_own=code == language)
        found.sort(key=lambda each: (not each.is_own, each.distance, -each.texts))
        return list(dict.fromkeys(each.text for each in found))[: PROPOSALS * 2]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A corrected text: how far it is from what was written, and how many texts hold its rarest word."""

    text: str
    distance: int
    texts: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that can have been meant; none of the texts are counted where it stands as it is."""

    written: str
    distance: int = 0
    texts: int = 0


def _vocabulary(rows: Sequence[tuple[int, str, str, str, int]], language: str) -> Vocabulary:
    words = tuple(row[2] for row in rows)
    return Vocabulary(
        words=words,
        written=tuple(row[3] for row in rows),
        texts=np.array([row[4] for row in rows], np.int32),
        lengths=np.array([len(word) for word in words], np.int16),
        letters=count_letters(words),
        places={word: place for place, word in enumerate(words)},
        terms=frozenset(stem(word, language) for word in words),
    )


def _corrected(
    text: str, words: Sequence[Word], vocabulary: Vocabulary, *, differing: int, is_own: bool
) -> list[Proposal]:
    choices = [_choices(word, vocabulary, differing) for word in words]
    if not words or not all(choices):
        return []
    best = [found[0] for found in choices]
    variants = [best]
    for position, found in enumerate(choices):
        variants += [[*best[:position], other, *best[position + 1 :]] for other in found[1:PER_WORD]]
    return [
        Proposal(
            _written(text, words, [choice.written for choice in variant]),
            distance=sum(choice.distance for choice in variant),
            texts=min((choice.texts for choice in variant if choice.distance), default=0),
            is_own=is_own,
        )
        for variant in variants[:PROPOSALS]
    ]


def _choices(word: Word, vocabulary: Vocabulary, differing: int) -> list[Choice]:
    """What the word can have meant: itself, where it or an inflection of it is known."""
    place = vocabulary.places.get(word.folded)
    if place is not None:
        return [Choice(vocabulary.written[place])]
    if vocabulary.knows(word):
        return [Choice(word.text)]
    return [
        Choice(vocabulary.written[position], distance, int(vocabulary.texts[position]))
        for distance, position in vocabulary.near(word.folded, differing=differing)[:PER_WORD]
    ]


def _written(text: str, words: Sequence[Word], choices: Sequence[str]) -> str:
    parts, last = [], 0
    for word, choice in zip(words, choices, strict=True):
        parts += [text[last : word.start], choice]
        last = word.end
    return "".join([*parts, text[last:]])
