"""From a text to tokens: normal form, elided articles, word boundaries, folding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.analysis.rules import ARTICLES

# A word: letters and digits, an apostrophe between two letters inside it (aujourd'hui, prud'homme).
WORD = re.compile(r"[^\W_]+(?:(?<=[^\W\d_])['’](?=[^\W\d_])[^\W_]+)*")
# In Catalan also a middle dot between two l (col·lectiu); NFKC writes ŀ as l and the dot.
CATALAN_WORD = re.compile(r"[^\W_]+(?:(?:(?<=[lL])·(?=[lL])|(?<=[^\W\d_])['’](?=[^\W\d_]))[^\W_]+)*")
ARTICLE = {code: re.compile(rf"\b({some})['’](?=\w)", re.IGNORECASE) for code, some in ARTICLES.items()}
# What canonical decomposition leaves whole, as Lucene's ASCIIFoldingFilter writes it.
WHOLE = str.maketrans(
    {
        "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i", "ŋ": "n", "Ŋ": "N", "ħ": "h", "Ħ": "H",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, as written, with the place it stands at."""

    text: str
    start: int
    end: int


def normalise(text: str) -> str:
    """The normal form that every step and engine starts from: NFKC, so that é is one character and ﬁ two."""
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Lower case without accents: "Évaluation" is "evaluation", "cœur" "coeur"."""
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(WHOLE))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def tokens(text: str, language: str) -> Iterator[Token]:
    """The words of a normalised text, articles told apart: "l'emploi" gives "l" and "emploi".

    A Catalan "l·l" stays inside its word. Offsets are those of `text`.
    """
    article = ARTICLE.get(language)
    # One character for one character: offsets stay exact.
    split = article.sub(lambda found: found.group(1) + " ", text) if article else text
    for found in (CATALAN_WORD if language == "ca" else WORD).finditer(split):
        yield Token(found.group().replace("·", ""), found.start(), found.end())
