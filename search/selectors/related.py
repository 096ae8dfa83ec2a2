"""What surrounds one initiative: what it was inspired by and inspired, and others in the same spirit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Q

from search.engines import engine
from search.models import SearchDocument
from search.selectors.cards import Card, cards_of

SIMILAR = 3
MOST = 12
KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Related:
    """Cards of other initiatives of the network, in the reader's language where they have it."""

    inspired_by: tuple[Card, ...] = ()
    inspired: tuple[Card, ...] = ()
    similar: tuple[Card, ...] = ()


def document_of(uid: uuid.UUID) -> SearchDocument | None:
    """The document of an initiative that can be seen on its Cité's site; one query."""
    return SearchDocument.objects.filter(uid=uid, visible=True).first()


def related_to(document: SearchDocument, *, language: str) -> Related:
    """Two queries where the similar ones are known, some more once an hour: what is similar changes slowly, and what
    is gone meanwhile isn't shown."""
    linked = Q(inspired_by=document.uid)
    if document.inspired_by:
        linked |= Q(uid=document.inspired_by)
    found = SearchDocument.objects.filter(linked, visible=True, accepted=True).values_list("pk", "uid").order_by("pk")
    numbers = dict(found[:MOST])
    similar = _similar(document, language)
    cards = {card.id: card for card in cards_of([*numbers, *similar], language=language)}
    linked_to = [cards[number] for number in numbers if number in cards]
    return Related(
        inspired_by=tuple(card for card in linked_to if card.uid == document.inspired_by),
        inspired=tuple(card for card in linked_to if card.uid != document.inspired_by),
        similar=tuple(cards[number] for number in similar if number in cards and number not in numbers)[:SIMILAR],
    )


def latest(*, language: str, cite_id: int | None, limit: int) -> list[Card]:
    """The newest initiatives of the network, or of one Cité's own site; two queries."""
    shown = SearchDocument.objects.filter(visible=True)
    shown = shown.filter(accepted=True) if cite_id is None else shown.filter(cite=cite_id)
    numbers = shown.order_by("-published_at", "pk").values_list("pk", flat=True)[:limit]
    return cards_of(list(numbers), language=language, cite_id=cite_id)


def _similar(document: SearchDocument, language: str) -> list[int]:
    key = f"search:similar:{document.pk}:{document.seq}:{language}"
    found: list[int] | None = cache.get(key)
    if found is None:
        found = engine().similar(document, language=language, limit=2 * SIMILAR)
        cache.set(key, found, KEPT_SECONDS)
    return found
