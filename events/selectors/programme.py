"""A programme as it is shown: days, moments, sessions with their words, people; facts and words in two queries.

The public sees the latest release. Words are those of the reader's language, else of the edition's, and carry
their language; a session without a page is shown by its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, F, JSONField, OuterRef, Prefetch, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject

from events.enums import AccessMode, Arrangement, EventStatus, SessionKind
from events.models import (
    Participation,
    ReleasedParticipation,
    ReleasedSlot,
    SessionPage,
    Slot,
)
from events.selectors.public import unrestricted
from events.selectors.sessions import Moment, Programme, ProgrammeDay, Session, Speaker
from portal.selectors.frames import frame_of
from portal.tenancy.selectors import hosts

WORDS = (
    "title",
    "label",
    "subtitle",
    "lead",
    "audience",
    "place",
    "places",
    "mention",
    "capacity_note",
    "format",
    "printed_time",
    "printed_title",
    "remarks",
)
CARD = JSONObject(
    id="pk",
    url_path="url_path",
    language="locale__language_code",
    demonstration="demonstration",
    changed_at="last_published_at",
    **{name: name for name in WORDS},
)


def released_slots(**of: Any) -> QuerySet[ReleasedSlot]:
    """Slots of the latest release with their edition, filtered by `of`."""
    return (
        ReleasedSlot.objects.filter(slot__current=F("pk"), **of)
        .select_related("release__edition")
        .prefetch_related(Prefetch("participations", ReleasedParticipation.objects.select_related("person")))
        .order_by("number", "pk")
    )


def programme_of_edition(*, edition_id: int, language: str, draft: bool = False) -> Programme | None:
    """The public programme of an edition, or its draft for who works on it; two queries. None without sessions."""
    if draft:
        return _programme(_drafts(edition_id), language)
    return _programme(released_slots(release__edition=edition_id), language)


def programme_around(*, slot_id: int, language: str, draft: bool = False) -> Programme | None:
    """The programme that a session belongs to; two queries. None while no release has the session."""
    if draft:
        edition_id = Slot.objects.values_list("edition_id", flat=True).get(pk=slot_id)
        return _programme(_drafts(edition_id), language)
    return _programme(released_slots(release__edition__slots=slot_id), language)


def _drafts(edition_id: int) -> QuerySet[Slot]:
    people = Participation.objects.filter(withdrawn=False).select_related("person")
    return (
        Slot.objects.filter(edition=edition_id)
        .select_related("edition", "day", "room", "parent")
        .prefetch_related(Prefetch("participations", people))
        .order_by("number", "pk")
    )


def _programme(slots: QuerySet[Any], language: str) -> Programme | None:
    hub = hosts.table().hub
    if hub is None:
        return None
    key = OuterRef("pk") if slots.model is Slot else OuterRef("slot_id")
    own = Case(
        When(locale__language_code=language, then=Value(0)),
        When(locale__language_code=F("slot__edition__language"), then=Value(1)),
        default=Value(2),
    )
    public = SessionPage.objects.filter(unrestricted(), live=True, path__startswith=hub.container["path"])
    pages = public.filter(slot=key).order_by(own, "pk")
    rows = list(slots.annotate(card=Subquery(pages.values(data=CARD)[:1], output_field=JSONField())))
    if not rows:
        return None
    edition = rows[0].edition if slots.model is Slot else rows[0].release.edition
    release = None if slots.model is Slot else rows[0].release
    start = len(hub.container["url_path"]) - 1
    cards = frame_of(hub).parts["editions"].get(language, ())
    above = next((card.path for card in cards if card.edition_id == edition.pk), "")
    sessions = [_session(row, start, language, edition.language, above) for row in rows]
    _relate(sessions)
    return Programme(edition, release, _days(sessions, rows), tuple(sessions))


def _path(card: dict[str, Any], start: int, language: str, above: str) -> str:
    """Where a session is read in a language: below `above`, the edition's page in it, which shows the others' too."""
    if not card:
        return ""
    path: str = card["url_path"][start:]
    if above and card["language"] != language:
        return above + path.rstrip("/").rpartition("/")[2] + "/"
    return path


def _session(row: Any, start: int, language: str, edition_language: str, above: str) -> Session:
    is_draft = isinstance(row, Slot)
    room = (row.room.name if row.room else "") if is_draft else row.room_name
    room_seats = (row.room.capacity if row.room else None) if is_draft else row.room_seats
    day_access = row.day.access if is_draft else row.day_access
    card = row.card or {}
    return Session(
        uid=row.uid,
        slot_id=row.pk if is_draft else row.slot_id,
        number=row.number,
        parent_uid=(row.parent.uid if row.parent else None) if is_draft else row.parent_uid,
        kind=SessionKind(row.kind),
        status=EventStatus(row.status),
        access=AccessMode(day_access if row.access == AccessMode.INHERIT else row.access),
        own_access=row.access != AccessMode.INHERIT,
        arrangement=str(Arrangement(row.arrangement).label),
        group=row.group,
        day=row.day.number if is_draft else row.day_number,
        starts=row.starts_at,
        ends=row.ends_at,
        over=row.over_at,
        time_is_own=row.time_is_own,
        room=room,
        seats=row.capacity or room_seats,
        sequence=row.sequence,
        revised_at=None if is_draft else row.revised_at,
        is_rest=row.is_rest,
        words=card,
        path=_path(card, start, language, above),
        speakers=tuple(_speaker(one, (language, edition_language)) for one in row.participations.all()),
    )


def _speaker(row: Any, languages: Sequence[str]) -> Speaker:
    announced = row.announced_as if isinstance(row, Participation) else row.affiliations
    language = next((code for code in languages if any(one["language"] == code for one in announced)), "")
    functions = [
        ", ".join(part for part in (one["function"], one["organisation"]) if part)
        for one in announced
        if one["language"] == language
    ]
    return Speaker(
        uid=row.person.uid,
        name=row.person.name,
        initials=row.person.initials,
        role=row.role,
        role_label=str(row.get_role_display()),
        tentative=row.tentative,
        functions=tuple(functions),
        language=language,
    )


def _relate(sessions: Iterable[Session]) -> None:
    """Nest parts in their sessions and note overlaps: ends are exclusive, parts don't clash with what they are in."""
    by_uid = {session.uid: session for session in sessions}
    for session in by_uid.values():
        session.parent = by_uid.get(session.parent_uid) if session.parent_uid else None
        if session.parent is not None:
            session.parent.parts.append(session)
    free = [session for session in by_uid.values() if session.parent is None]
    for session in free:
        session.overlaps = [
            other
            for other in free
            if other is not session and other.starts < session.over and session.starts < other.over
        ]


def _days(sessions: list[Session], rows: list[Any]) -> tuple[ProgrammeDay, ...]:
    access = {
        session.day: AccessMode(row.day.access if isinstance(row, Slot) else row.day_access)
        for session, row in zip(sessions, rows, strict=True)
    }
    found = []
    for number in sorted({session.day for session in sessions}):
        own = [session for session in sessions if session.day == number and session.parent is None]
        starts = sorted({session.starts for session in own})
        moments = [Moment(tuple(session for session in own if session.starts == start)) for start in starts]
        date = min(session.starts for session in sessions if session.day == number).date()
        found.append(ProgrammeDay(number, date, access[number], tuple(moments)))
    return tuple(found)
