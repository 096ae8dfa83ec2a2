"""The light stemmers of Jacques Savoy (University of Neuchâtel, BSD), as Lucene 9 has them, on folded words.

They take off number and gender and little more: `formation` stays apart from `format`. What Lucene does to accented
letters is left out, for words arrive without accents.
"""

from __future__ import annotations


def french(word: str) -> str:
    """Plurals in -aux and -x, feminines and the commonest suffixes."""
    if len(word) > 5 and word[-1] == "x":
        if word[-3:-1] == "au" and word[-4] != "e":
            word = word[:-2] + "lx"
        word = word[:-1]
    if len(word) > 3 and word[-1] == "x":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "s":
        word = word[:-1]
    return _french_end(_french_suffix(word))


# (longer than, suffix, letters taken off, ending put on): the first that applies ends the search.
_FRENCH_FINAL = (
    (9, "issement", 7, "r"),
    (8, "issant", 5, "r"),
)
_FRENCH_MORE = (
    (11, "ficatrice", 7, "er"),
    (10, "ficateur", 6, "er"),
    (9, "catrice", 7, "quer"),
    (8, "cateur", 6, "quer"),
    (8, "atrice", 6, "er"),
    (7, "ateur", 5, "er"),
)
_FRENCH_LATER = (
    (7, "teuse", 3, "r"),
    (6, "teur", 2, "r"),
    (5, "euse", 2, ""),
)
_FRENCH_ADJECTIVES = (
    (7, "ive", 2, "f"),
    (4, "folle", 3, "u"),
    (4, "molle", 3, "u"),
    (9, "nnelle", 5, ""),
    (9, "nnel", 3, ""),
)
_FRENCH_LAST = (
    (8, "esse", 3, ""),
    (7, "inage", 3, ""),
    (9, "isation", 7, ""),
    (9, "isateur", 7, ""),
    (8, "ation", 5, ""),
    (8, "ition", 5, ""),
)


def _first(word: str, table: tuple[tuple[int, str, int, str], ...]) -> str | None:
    for longer_than, suffix, cut, put in table:
        if len(word) > longer_than and word.endswith(suffix):
            return word[:-cut] + put
    return None


def _french_suffix(word: str) -> str:
    found = _first(word, _FRENCH_FINAL)
    if found is not None:
        return found
    if len(word) > 6 and word.endswith("ement"):
        word = word[:-4]
        return word[:-2] + "f" if len(word) > 3 and word.endswith("ive") else word
    found = _first(word, _FRENCH_MORE)
    if found is not None:
        return found
    if len(word) > 6 and word.endswith("trice"):
        word = word[:-4] + "eur"
    found = _first(word, _FRENCH_LATER)
    if found is not None:
        return found
    return _french_rest(word)


def _french_rest(word: str) -> str:
    found = _first(word, _FRENCH_ADJECTIVES)
    if found is not None:
        return found
    if len(word) > 8 and word.endswith("ique"):
        word = word[:-4]
    found = _first(word, _FRENCH_LAST)
    if found is None:
        return word
    if word.endswith("isation") and len(found) > 5 and found.endswith("ual"):
        return found[:-2] + "el"
    return found


def _french_end(word: str) -> str:
    """Letters once where they stand twice, then the endings -ie, -r, -e, -ee."""
    if len(word) > 4:
        letters = [word[0]]
        for letter in word[1:]:
            if letter != letters[-1] or not letter.isalpha():
                letters.append(letter)
        word = "".join(letters)
    if len(word) > 4 and word.endswith("ie"):
        word = word[:-2]
    if len(word) > 4:
        if word[-1] == "r":
            word = word[:-1]
        if word[-1] == "e":
            word = word[:-1]
        if word[-1] == "e":
            word = word[:-1]
        if word[-1] == word[-2] and word[-1].isalpha():
            word = word[:-1]
    return word


def italian(word: str) -> str:
    """The last vowel, and -ie, -he, -hi, -ii, -ia, -io with it."""
    if len(word) < 6:
        return word
    last, before = word[-1], word[-2]
    if last == "e":
        return word[:-2] if before in "ih" else word[:-1]
    if last == "i":
        return word[:-2] if before in "hi" else word[:-1]
    if last in "ao":
        return word[:-2] if before == "i" else word[:-1]
    return word


def spanish(word: str) -> str:
    """Plurals in -es, -eses, -ces, the last vowel, and what stands before it."""
    if len(word) < 5:
        return word
    last = word[-1]
    if last in "oae":
        return word[:-1]
    if last == "s":
        if word[-2] == "e" and word[-3] == "s" and word[-4] == "e":
            return word[:-2]
        if word[-2] == "e" and word[-3] == "c":
            return word[:-3] + "z"
        if word[-2] in "oae":
            return word[:-2]
    return word


def portuguese(word: str) -> str:
    """Plurals, feminines, then the last vowel."""
    if len(word) < 4:
        return word
    word = _portuguese_plural(word)
    if len(word) > 3 and word[-1] == "a":
        word = _portuguese_feminine(word)
    if len(word) > 4 and word[-1] in "eao":
        word = word[:-1]
    return word


_PORTUGUESE_PLURALS = (
    (3, "ns", 2, "m"),
    (4, "eis", 3, "el"),
    (4, "ais", 2, "l"),
    (4, "is", 1, "l"),
    (6, "mente", 5, ""),
    (3, "s", 1, ""),
)
_PORTUGUESE_FEMININES = (
    (7, ("inha", "iaca", "eira"), 1, "o"),
    (6, ("osa", "ica", "ida", "ada", "iva", "ama"), 1, "o"),
    (6, ("ona",), 3, "ao"),
    (6, ("ora", "esa"), 1, ""),
    (6, ("na",), 1, "o"),
)


def _portuguese_plural(word: str) -> str:
    if len(word) > 4 and word.endswith("es") and word[-3] in "rslz":
        return word[:-2]
    found = _first(word, _PORTUGUESE_PLURALS)
    return word if found is None else found


def _portuguese_feminine(word: str) -> str:
    for longer_than, suffixes, cut, put in _PORTUGUESE_FEMININES:
        if len(word) > longer_than and word.endswith(suffixes):
            return word[:-cut] + put
    return word
