"""Marking the words asked for, in Python for all engines: text comes from the documents, never from an index."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import analyse, forms_of, normalise

BEFORE, AFTER = 60, 160


def marked(text: str, language: str, terms: frozenset[str]) -> SafeString:
    """The text, escaped, with `<mark>` around the words whose term was asked for."""
    normal = normalise(text)
    parts, last = [], 0
    for word in analyse(normal, language) if terms else ():
        if word.term in terms:
            parts += [escape(normal[last : word.start]), "<mark>", escape(normal[word.start : word.end]), "</mark>"]
            last = word.end
    parts.append(escape(normal[last:]))
    return mark_safe("".join(parts))  # noqa: S308  # every part of the text is escaped


def holds_any(text: str, language: str, terms: frozenset[str]) -> bool:
    """Whether a text has one of the words at least."""
    return any(form.term in terms for form in forms_of(text, language))


def excerpt(text: str, language: str, terms: frozenset[str]) -> str:
    """Some words around the first one asked for; empty where there is none."""
    normal = normalise(text)
    first = next((word for word in analyse(normal, language) if word.term in terms), None)
    if first is None:
        return ""
    start = 0 if first.start <= BEFORE else normal.find(" ", first.start - BEFORE) + 1
    end = normal.rfind(" ", first.end, first.end + AFTER)
    cut = normal[start : end if first.end + AFTER < len(normal) and end > 0 else len(normal)]
    return ("… " if start else "") + " ".join(cut.split()) + (" …" if start + len(cut) < len(normal) else "")
