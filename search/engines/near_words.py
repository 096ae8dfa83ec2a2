"""Words near to one another: the words of a language, how few edits lead from one to another, and which count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.analysis import Word
from search.analysis.words import stem
from search.engines.columns import Array
from search.models.words import MAX_WORD

# Up to so many letters one slip is all: two in "écoles" are "rôles".
SHORT = 6
# Of most of the languages; elsewhere the last letter is another, which is an edit.
PLURAL = "s"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER = len(LETTERS)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language: folded, as written, in how many texts, letters counted, and in the singular; where
    each stands, and the terms they make."""

    language: str
    words: tuple[str, ...]
    written: tuple[str, ...]
    texts: Array
    lengths: Array
    letters: Array
    singulars: tuple[str, ...]
    places: Mapping[str, int]
    terms: frozenset[str]

    def knows(self, word: Word) -> bool:
        """Whether it, an inflection of it or, being a number, nothing else can be meant."""
        return word.folded in self.places or word.term in self.terms or word.folded.isdigit()

    def holds_form_of(self, word: Word) -> bool:
        """Whether a word that differs by one edit at most is an inflection of this one, and not by accident: what a
        stemmer takes off as an ending may be much of a word it doesn't know."""
        return word.term in self.terms and any(
            stem(self.words[position], self.language) == word.term
            for distance, position in self.near(word.folded)
            if distance <= 1
        )

    def near(self, word: str, *, is_own: bool = True) -> list[tuple[int, int]]:
        """(distance, position) of the words that few edits lead to: the fewest first, then what more texts hold, then
        what has the same letters.

        In a language that isn't the reader's only the order of the letters may differ, or one in a longer word.
        Likeness beyond that is a coincidence: "liuteria" (it) isn't meant by "linterna" (es), nor "career" (en) by
        "créer" (fr).
        """
        if not self.words or len(word) > MAX_WORD:
            return []
        allowed = edits_allowed(word)
        # The singular is a letter shorter.
        close = (self.lengths - len(word) <= allowed + 1) & (len(word) - self.lengths <= allowed)
        close &= np.abs(self.letters - count_letters([word])[0]).sum(axis=1) <= 2 * allowed + 1
        found = [
            (distance, position)
            for position in np.flatnonzero(close).tolist()
            if (distance := self._distance(word, position, allowed, is_own=is_own)) <= allowed
            and begins_alike(word, self.words[position], distance)
        ]
        letters = sorted(word)
        if not is_own:
            found = [
                (distance, position)
                for distance, position in found
                if (distance == 1 and len(word) > SHORT) or sorted(self.words[position]) == letters
            ]
        return sorted(
            found,
            key=lambda each: (
                each[0],
                -self.texts[each[1]],
                sorted(self.words[each[1]]) != letters,
                each[1],
            ),
        )

    def _distance(self, word: str, position: int, allowed: int, *, is_own: bool) -> int:
        """To a word of the vocabulary or, in the reader's language, to its singular: of a word that only stands in the
        plural, as "métiers", the singular is missed as well: "metire"."""
        distance = edits(word, self.words[position], allowed)
        singular = self.singulars[position]
        if is_own and distance > allowed and singular != self.words[position]:
            return edits(word, singular, allowed)
        return distance


def edits_allowed(word: str) -> int:
    """One slip in a short word, two in a longer one, none where a slip leaves nothing."""
    return 0 if len(word) < 3 else 1 if len(word) <= SHORT else 2


def begins_alike(word: str, other: str, distance: int) -> bool:
    """People rarely miss the first letter: it is the same or has changed places with the second. Where nothing else
    differs in a longer word, it may be another: "boluntariado". Of two edits none is in the first two letters:
    "mulheres" isn't meant by "melhores"."""
    swapped = word[:2] == other[1::-1]
    if distance > 1:
        return word[:2] == other[:2] or swapped
    return word[0] == other[0] or swapped or len(word) > SHORT


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


def singular_of(word: str, language: str) -> str:
    """A word without the "s" of its plural, where both have the same term; else the word."""
    bare = word.removesuffix(PLURAL)
    return bare if stem(bare, language) == stem(word, language) else word


def vocabulary_of(rows: Sequence[tuple[int, str, str, str, int]], language: str) -> Vocabulary:
    words = tuple(row[2] for row in rows)
    return Vocabulary(
        language=language,
        words=words,
        written=tuple(row[3] for row in rows),
        texts=np.array([row[4] for row in rows], np.int32),
        lengths=np.array([len(word) for word in words], np.int16),
        letters=count_letters(words),
        singulars=tuple(singular_of(word, language) for word in words),
        places={word: place for place, word in enumerate(words)},
        terms=frozenset(stem(word, language) for word in words),
    )
