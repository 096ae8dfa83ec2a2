"""Words compared in the database without case and accents, and without an index: for lists of some thousand rows.

SQLite folds no letter beyond ASCII, so it is given a function of ours; PostgreSQL's `translate` needs no extension.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import CharField, Func, Q
from django.db.models.lookups import Contains

from portal.alphabet import fold

FUNCTION = "portal_fold"
# What canonical decomposition leaves whole.
WHOLE: dict[str, str] = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"}
_WHOLE = {ord(letter): letters for letter, letters in WHOLE.items()}
# As many as are looked for; the rest of a longer question is left out, for each is a condition of its own.
WORDS_AT_MOST = 12


def folded(text: str) -> str:
    """Small letters without accents, all but letters and digits as spaces: "L’Œuvre" is "l oeuvre"."""
    return fold(text.casefold().translate(_WHOLE))


def folded_words(text: str) -> list[str]:
    """The words of a question, folded, each once."""
    return list(dict.fromkeys(folded(text).split()))[:WORDS_AT_MOST]


class Folded(Func):
    """A text of the database as `folded` writes it, but for signs, which may stay as they are."""

    function = FUNCTION
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Accents first: which letters LOWER knows is a matter of the database's locale.
        sql, params = self.as_sql(compiler, connection, template="%(expressions)s", **context)
        sql, params = f"LOWER(TRANSLATE({sql}, %s, %s))", (*params, *_ACCENTS)
        for letter, letters in WHOLE.items():
            sql, params = f"REPLACE({sql}, %s, %s)", (*params, letter, letters)
        return sql, params


def has_words(words: list[str], *names: str) -> Q:
    """The rows where each of these folded words stands in one of the texts."""
    found = Q()
    for word in words:
        in_one = Q()
        for name in names:
            in_one |= Q(Contains(Folded(name), word))
        found &= in_one
    return found


def _accents() -> tuple[str, str]:
    """The letters with one accent or more of the Latin alphabets, large and small, and what each is without; those
    that stay whole, large and small.
    """
    pairs = [(letter.upper(), letter) for letter in WHOLE if len(letter.upper()) == 1]
    for code in (*range(0x00C0, 0x0180), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
        if letter.isalpha() and plain != letter and len(plain) == 1:
            pairs.append((letter, plain))
    return "".join(letter for letter, _plain in pairs), "".join(plain for _letter, plain in pairs)


_ACCENTS = _accents()


def _folded_by_sqlite(text: Any) -> str | None:
    """Called for each row that is compared: a text without accents keeps its signs, as on PostgreSQL."""
    if text is None:
        return None
    text = str(text)
    return text.lower() if text.isascii() else folded(text)


def _add_function(connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, _folded_by_sqlite, deterministic=True)


def fold_on_sqlite() -> None:
    """Give every connection to SQLite the function; called once, from `ready()`."""
    connection_created.connect(_add_function, dispatch_uid="portal.folding")
