"""The events that initiatives belong to: those that a published page of the one links with a page of the other.

No fact relates the two; a link does, which somebody wrote who answers for that page. It may stand on either side,
and is read from Wagtail's reference index. What one says of a session counts for its whole edition. An event to come
that a Cité holds and no page links with an initiative stands, on the network's wall, for that Cité's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from cities.models import InitiativePage, Proposal
from cities.selectors.proposals import offered
from events.models import EditionPage, EventPage, LocalEvent, Occurrence, SessionPage
from events.selectors.frames import EditionCard
from portal.selectors.frames import frame_of
from portal.selectors.visible import unrestricted
from portal.tenancy.selectors import hosts
from search.models import SearchDocument

KINDS = (EventPage, EditionPage, SessionPage)


@dataclass(slots=True)
class Occasion:
    """An event or an edition, and the documents of its initiatives: number, Cité and when it was published. Without
    any, the Cité that holds it."""

    key: str
    title: str
    language: str
    documents: dict[int, tuple[str, str]] = field(default_factory=dict)
    cite: str = ""

    def newest(self) -> list[int]:
        """The numbers, the newest first."""
        return sorted(self.documents, key=lambda number: (self.documents[number][1], -number), reverse=True)


def occasions(*, language: str, cite_id: int | None) -> list[Occasion]:
    """Those that have an initiative of the network, or of one Cité's own site, and for the network those to come that
    a Cité holds; by title. One query.

    Of events the hub's and those that the network accepted, on a Cité's site also its own.
    """
    editions = _editions(language)
    found: dict[str, Occasion] = {}
    for event, document in _pairs(cite_id):
        if event["session_or_edition"]:
            card = next((card for path, card in editions if event["url_path"].startswith(path)), None)
            if card is None:
                continue
            made = Occasion(str(card.edition_uid), card.title, language)
        else:
            made = Occasion(str(uuid.UUID(event["key"])), event["title"], event["language"])
        known = found.get(made.key)
        if known is None or (known.language != language and made.language == language):
            made.documents, made.cite = (known.documents, known.cite) if known else ({}, "")
            found[made.key] = made
        if document["id"] is None:
            found[made.key].cite = document["cite"]
        else:
            found[made.key].documents[document["id"]] = (document["cite"], document["published"] or "")
    return sorted(found.values(), key=lambda one: one.title.casefold())


def _editions(language: str) -> list[tuple[str, EditionCard]]:
    """Where the pages of each public edition lie, and its card in the reader's language; no query."""
    hub = hosts.table().hub
    cards: dict[str, tuple[EditionCard, ...]] = frame_of(hub).parts["editions"] if hub else {}
    spoken = {card.edition_uid: card for card in cards.get(language, ())}
    start = hub.container["url_path"] if hub else ""
    every = [card for found in cards.values() for card in found]
    return [(start + card.path.lstrip("/"), spoken.get(card.edition_uid, card)) for card in every]


def _public_events(cite_id: int | None) -> QuerySet[Page]:
    """Pages of events that a site may name."""
    hub, own = hosts.table().hub, hosts.table().by_cite(cite_id) if cite_id is not None else None
    accepted = Proposal.objects.filter(offered()).values("page__translation_key")
    inside = Q(translation_key__in=accepted)
    for row in (hub, own):
        if row is not None:
            inside |= Q(path__startswith=row.container["path"])
    event = ContentType.objects.get_for_model(EventPage)
    dated = LocalEvent.objects.filter(uid=OuterRef("translation_key"), original__live=True, facts_at__isnull=False)
    kinds = ContentType.objects.get_for_models(*KINDS).values()
    return Page.objects.filter(inside, unrestricted(), content_type__in=list(kinds), live=True).filter(
        ~Q(content_type=event) | Exists(dated)
    )


def _pairs(cite_id: int | None) -> Iterable[tuple[Any, Any]]:
    """Pages of events with documents of initiatives, as often as one links the other; for the network also those to
    come, with their Cité and no document."""
    linked = _linked(cite_id)
    return linked if cite_id is not None else linked.order_by().union(_held().order_by(), all=True)


def _held() -> QuerySet[Page, Any]:
    """Pages of the Cités' events to come that the network accepted, with the Cité alone."""
    accepted = Proposal.objects.filter(offered(), page__translation_key=OuterRef("translation_key"))
    to_come = Occurrence.objects.filter(event__uid=OuterRef("translation_key"), over_at__gte=timezone.now())
    local = ContentType.objects.get_for_model(EventPage)
    return (
        _public_events(None)
        .filter(Exists(to_come), content_type=local)
        .annotate(held_by=Subquery(accepted.values("cite__slug")[:1]))
        .filter(held_by__isnull=False)
        .annotate(event=_data_of_event(), document=JSONObject(id=Cast(Value(None), BigIntegerField()), cite="held_by"))
        .values_list("event", "document")
    )


def _linked(cite_id: int | None) -> QuerySet[ReferenceIndex, Any]:
    page, initiative = (ContentType.objects.get_for_model(model) for model in (Page, InitiativePage))
    kinds = list(ContentType.objects.get_for_models(*KINDS).values())
    # Keys are text, so that no row that refers to something else is read as a number.
    public = _public_events(cite_id).annotate(text=Cast("pk", CharField())).values("text")
    return (
        ReferenceIndex.objects.filter(base_content_type=page, to_content_type=page)
        .filter(content_type__in=[initiative, *kinds])
        .annotate(
            event_key=Case(When(content_type=initiative, then=F("to_object_id")), default=F("object_id")),
            initiative_key=Case(When(content_type=initiative, then=F("object_id")), default=F("to_object_id")),
        )
        .filter(event_key__in=public)
        .annotate(event=Subquery(_event("event_key")), document=Subquery(_document("initiative_key", cite_id)))
        .filter(document__isnull=False)
        .values_list("event", "document")
    )


def _event(key: str) -> QuerySet[Page, Any]:
    """What is needed of the page with this key."""
    return Page.objects.filter(pk=Cast(OuterRef(key), BigIntegerField())).values(data=_data_of_event())


def _data_of_event() -> JSONObject:
    local = ContentType.objects.get_for_model(EventPage)
    return JSONObject(
        key="translation_key",
        title="title",
        language="locale__language_code",
        url_path="url_path",
        session_or_edition=Case(When(content_type=local, then=0), default=1),
    )


def _document(key: str, cite_id: int | None) -> QuerySet[Page, Any]:
    """The document of the initiative whose public page has this key; null where the site doesn't show it."""
    scope = Q(accepted=True) if cite_id is None else Q(cite=cite_id)
    shown = SearchDocument.objects.filter(scope, visible=True, uid=OuterRef("translation_key"))
    data = shown.values(data=JSONObject(id="pk", cite="cite_slug", published="published_at"))
    pages = Page.objects.filter(unrestricted(), pk=Cast(OuterRef(key), BigIntegerField()), live=True)
    return pages.filter(content_type=ContentType.objects.get_for_model(InitiativePage)).values(data=Subquery(data))
