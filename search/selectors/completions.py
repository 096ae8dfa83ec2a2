"""Titles that complete what is typed; a slip of the hand is mended where nothing begins like it."""

from __future__ import annotations

from functools import partial

from search.engines import engine, speller

# Before, anything may still be meant.
MEND_FROM = 4


def completions(text: str, *, language: str, cite_id: int | None = None, limit: int = 8) -> list[int]:
    """Numbers of documents, best first: those whose titles have words that begin like those typed; where there are
    none, like the words nearest to them, the reader's language before the others."""
    ask = partial(engine().suggest, language=language, cite_id=cite_id, limit=limit)
    if (found := ask(text)) or len(text.strip()) < MEND_FROM:
        return found
    mended = map(ask, speller().proposals(text, language=language, fresh=False))
    return next(filter(None, mended), [])
