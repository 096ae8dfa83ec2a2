"""Initiatives by words of their titles, without case and accents: what is looked for in the admin."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cities.models import Initiative, InitiativePage
from portal.folding import folded_words, has_words
from portal.tenancy.selectors.acting import acting_scope


def pages_titled(text: str) -> QuerySet[InitiativePage]:
    """Pages of initiatives with all these words in their title, as published or as drafted; none for no word.

    Whose pages is the question of who asks. But a title that is only drafted finds one's own alone: what another Cité
    shows would tell the words of its draft.
    """
    words = folded_words(text)
    if not words:
        return InitiativePage.objects.none()
    drafted: QuerySet[InitiativePage] = InitiativePage.objects.filter(has_words(words, "draft_title"))
    scope = acting_scope()
    if scope is not None:
        drafted = scope.writable(drafted)
    return InitiativePage.objects.filter(Q(has_words(words, "title")) | Q(pk__in=drafted.values("pk")))


def initiatives_named(text: str, rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """Those of `rows` that have each of these words in their title or in the name of their Cité."""
    words = folded_words(text)
    return rows.filter(has_words(words, "title", "cite__short_name")) if words else rows.none()
