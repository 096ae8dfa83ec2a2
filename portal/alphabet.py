"""The order in which a reader looks for a name: without accents, and without the article it begins with."""

from __future__ import annotations

import unicodedata

ARTICLES = frozenset({"el", "els", "l", "la", "las", "le", "les", "los"})


def fold(text: str) -> str:
    """Small letters without accents, apostrophes and hyphens as spaces: "Côtes-d’Armor" is "cotes d armor"."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return "".join(char if char.isalnum() else " " for char in plain)


def alphabetical(name: str) -> tuple[str, ...]:
    """A key for sorting: "La Réunion" stands under R, "Évora" between "Esch" and "Faro"."""
    words = fold(name).split()
    return tuple(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)
