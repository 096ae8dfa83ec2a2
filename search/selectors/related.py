"""What surrounds one initiative: what it was inspired by and inspired, and others in the same spirit."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cities.models import Adoption, Evaluation
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


def document_of(uid: uuid.UUID) -> tuple[SearchDocument, list[int]] | None:
    """The document of an initiative that can be seen on its Cité's site, with `adoptions` and `evaluations`, how many
    Cités use and evaluated it, and the numbers of those it inspired; one query."""
    inspired = Q(inspired_by=uid, accepted=True)
    rows = (
        SearchDocument.objects.filter(Q(uid=uid) | inspired, visible=True)
        .annotate(adoptions=_number_of(Adoption), evaluations=_number_of(Evaluation))
        .order_by("pk")
    )
    found = list(rows[: MOST + 1])
    document = next((row for row in found if row.uid == uid), None)
    return None if document is None else (document, [row.pk for row in found if row.uid != uid])


def numbers_of(uid: uuid.UUID) -> dict[str, int]:
    """`adoptions` and `evaluations` of one initiative, nothing of one that is gone; one query."""
    rows = SearchDocument.objects.filter(uid=uid).annotate(
        adoptions=_number_of(Adoption), evaluations=_number_of(Evaluation)
    )
    adoptions, evaluations = rows.values_list("adoptions", "evaluations").first() or (0, 0)
    return {"adoptions": adoptions, "evaluations": evaluations}


def _number_of(model: type[Adoption | Evaluation]) -> Coalesce:
    rows = model.objects.filter(initiative__uid=OuterRef("uid")).order_by().values("initiative")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def related_to(document: SearchDocument, *, inspired: Sequence[int], language: str) -> Related:
    """One query where the similar ones are known, some more once an hour: what is similar changes slowly, and what is
    gone meanwhile isn't shown."""
    similar = _similar(document, language)
    cards = {card.id: card for card in cards_of([*inspired, *similar], language=language, also=document.inspired_by)}
    linked = set(inspired) | {card.id for card in cards.values() if card.uid == document.inspired_by}
    return Related(
        inspired_by=tuple(card for card in cards.values() if card.uid == document.inspired_by),
        inspired=tuple(cards[number] for number in inspired if number in cards),
        similar=tuple(cards[number] for number in similar if number in cards and number not in linked)[:SIMILAR],
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
