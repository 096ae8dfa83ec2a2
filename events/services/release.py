"""Releasing a programme: what the team has drafted becomes what the public sees, in one transaction."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from events.models import (
    Edition,
    Participation,
    ReleasedParticipation,
    ReleasedSlot,
    ScheduleRelease,
    Slot,
)

if TYPE_CHECKING:
    from portal.accounts.models import User

Frozen = dict[str, Any]
People = list[dict[str, Any]]
TIMING = (*Slot.TIMING, "room_name")


@transaction.atomic
def release_programme(
    *, edition: Edition, name: str = "", comment: str = "", user: User | None = None
) -> ScheduleRelease:
    """Freeze the draft programme of `edition` as its next release; the latest one where nothing has changed.

    `sequence` grows for a session whose time, status or room changed since it was last public (RFC 5546 §2.1.4),
    for no other. A session that is gone from the draft is gone from the release; one that doesn't take place
    should be cancelled instead, so that calendars learn of it.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    latest = edition.releases.order_by("-number").first()
    before = _released(latest)
    now = timezone.now()
    slots = list(
        edition.slots.select_related("day", "room", "parent")
        .prefetch_related("participations__person")
        .order_by("number", "pk")
    )
    drafts = {slot.pk: (_facts(slot), _people(slot)) for slot in slots}
    if latest is not None and drafts == {pk: (facts, people) for pk, (facts, people, _row) in before.items()}:
        return latest
    number = latest.number + 1 if latest else 1
    release = ScheduleRelease.objects.create(
        edition=edition,
        number=number,
        name=name or str(number),
        comment=comment,
        published_at=now,
        published_by=user,
    )
    for slot in slots:
        _freeze(release, slot, drafts[slot.pk], before.get(slot.pk), now)
    return release


def _freeze(
    release: ScheduleRelease,
    slot: Slot,
    draft: tuple[Frozen, People],
    before: tuple[Frozen, People, ReleasedSlot] | None,
    now: datetime.datetime,
) -> None:
    facts, people = draft
    revised_at = now
    if before is not None:
        if any(facts[column] != before[0][column] for column in TIMING):
            slot.sequence += 1
        elif (facts, people) == before[:2]:
            revised_at = before[2].revised_at
    row = ReleasedSlot.objects.create(
        release=release, slot=slot, sequence=slot.sequence, revised_at=revised_at, **facts
    )
    ReleasedParticipation.objects.bulk_create(ReleasedParticipation(slot=row, **person) for person in people)
    Slot.objects.filter(pk=slot.pk).update(current=row, sequence=slot.sequence)


def _facts(slot: Slot) -> Frozen:
    return {
        **{column: getattr(slot, column) for column in Slot.FACTS},
        "uid": slot.uid,
        "room_name": slot.room.name if slot.room else "",
        "room_seats": slot.room.capacity if slot.room else None,
        "parent_uid": slot.parent.uid if slot.parent else None,
        "day_number": slot.day.number,
        "day_access": slot.day.access,
    }


def _people(slot: Slot) -> People:
    taking_part: list[Participation] = [row for row in slot.participations.all() if not row.withdrawn]
    return [
        {
            "person_id": row.person_id,
            "role": row.role,
            "tentative": row.tentative,
            "affiliations": row.announced_as,
            "sort_order": order,
        }
        for order, row in enumerate(taking_part)
    ]


def _released(release: ScheduleRelease | None) -> dict[int, tuple[Frozen, People, ReleasedSlot]]:
    """What is public, by the slot's key, in the shape that drafts are compared in."""
    if release is None:
        return {}
    columns = (
        *Slot.FACTS,
        "uid",
        "room_name",
        "room_seats",
        "parent_uid",
        "day_number",
        "day_access",
    )
    found = {}
    for row in release.slots.prefetch_related("participations"):
        facts = {column: getattr(row, column) for column in columns}
        people = [
            {name: getattr(person, name) for name in ("person_id", "role", "tentative", "affiliations", "sort_order")}
            for person in row.participations.all()
        ]
        found[row.slot_id] = (facts, people, row)
    return found
