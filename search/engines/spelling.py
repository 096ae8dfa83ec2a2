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

from search.analysis import LANGUAGES, Word, analyse, normalise
from search.engines.near_words import Vocabulary, vocabulary_of
from search.engines.query import MAX_WORDS
from search.enums import MAX_TEXT
from search.models import SearchWord

ANEW_SECONDS = 3600
PER_WORD = 3
PROPOSALS = 3


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
        found = {code: vocabulary_of([row for row in rows if row[1] == code], code) for code in LANGUAGES}
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
            words = _words(text, code)
            if words and all(vocabularies[code].knows(word) for word in words):
                return []
            found += _corrected(normal, words, vocabularies[code], is_own=code == language)
        found.sort(key=lambda each: (not each.is_own, each.distance, -each.texts))
        return list(dict.fromkeys(each.text for each in found))[: PROPOSALS * 2]

    def slips(self, text: str, *, language: str) -> list[str]:
        """The reader's words meant by a text that is found in another language only, and there as a form of a word
        that nobody wrote so: "emploiers" on an English page is no "emploi". Empty where the text may be meant.

        No query where the words were read within the hour and know the text.
        """
        for fresh in (False, True):  # what was published since may know it
            vocabularies = self.vocabularies(fresh=fresh)
            if language not in vocabularies or _is_known(text, vocabularies, language):
                return []
        words = _words(text, language)
        found = _corrected(normalise(text)[:MAX_TEXT], words, vocabularies[language], is_own=True)
        return [each.text for each in found if each.distance == 1]


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


def _words(text: str, language: str) -> list[Word]:
    return list(analyse(normalise(text)[:MAX_TEXT], language))[:MAX_WORDS]


def _is_known(text: str, vocabularies: Mapping[str, Vocabulary], language: str) -> bool:
    """Whether one language knows all its words: the reader's in any form, another as they are or nearly."""
    for code, vocabulary in vocabularies.items():
        words = _words(text, code)
        if words and all(
            vocabulary.knows(word)
            if code == language
            else word.folded in vocabulary.places or word.folded.isdigit() or vocabulary.holds_form_of(word)
            for word in words
        ):
            return True
    return False


def _corrected(text: str, words: Sequence[Word], vocabulary: Vocabulary, *, is_own: bool) -> list[Proposal]:
    choices = [_choices(word, vocabulary, is_own=is_own) for word in words]
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


def _choices(word: Word, vocabulary: Vocabulary, *, is_own: bool) -> list[Choice]:
    """What the word can have meant: itself, where it or an inflection of it is known."""
    place = vocabulary.places.get(word.folded)
    if place is not None:
        return [Choice(vocabulary.written[place])]
    if vocabulary.knows(word):
        return [Choice(word.text)]
    return [
        Choice(vocabulary.written[position], distance, int(vocabulary.texts[position]))
        for distance, position in vocabulary.near(word.folded, is_own=is_own)[:PER_WORD]
    ]


def _written(text: str, words: Sequence[Word], choices: Sequence[str]) -> str:
    parts, last = [], 0
    for word, choice in zip(words, choices, strict=True):
        parts += [text[last : word.start], choice]
        last = word.end
    return "".join([*parts, text[last:]])
