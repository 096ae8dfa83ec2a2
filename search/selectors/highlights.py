"""Marking the words asked for, in Python for all engines: text comes from the documents, never from an index."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import forms_of, normalise, places_of

BEFORE, AFTER = 60, 160


def marked(text: str, language: str, terms: frozenset[str]) -> SafeString:
    """The text, escaped, with `<mark>` around the words whose term was asked for."""
    normal = normalise(text)
    parts, last = [], 0
    for start, end in places_of(normal, language, terms) if terms else ():
        parts += [escape(normal[last:start]), "<mark>", escape(normal[start:end]), "</mark>"]
        last = end
    parts.append(escape(normal[last:]))
    return mark_safe("".join(parts))  # noqa: S308  # every part of the text is escaped


def holds_any(text: str, language: str, terms: frozenset[str]) -> bool:
    """Whether a text has one of the words at least."""
    return any(form.term in terms for form in forms_of(text, language))


def excerpt(text: str, language: str, terms: frozenset[str]) -> str:
    """Some words around the first one asked for; empty where there is none."""
    normal = normalise(text)
    place = next(places_of(normal, language, terms), None)
    if place is None:
        return ""
    first, last = place
    start = 0 if first <= BEFORE else normal.find(" ", first - BEFORE) + 1
    end = normal.rfind(" ", last, last + AFTER)
    cut = normal[start : end if last + AFTER < len(normal) and end > 0 else len(normal)]
    return ("… " if start else "") + " ".join(cut.split()) + (" …" if start + len(cut) < len(normal) else "")
