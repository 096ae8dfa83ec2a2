"""Releasing a programme: what the team has drafted becomes what the public sees, in one transaction."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from events.models import Edition, ReleasedParticipation, ReleasedSlot, ScheduleRelease, Slot
from events.selectors.drafts import TIMING, Frozen, People, draft_facts, draft_people, released, slots_of

if TYPE_CHECKING:
    from portal.accounts.models import User


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
    before = released(latest)
    now = timezone.now()
    slots = slots_of(edition)
    drafts = {slot.pk: (draft_facts(slot), draft_people(slot)) for slot in slots}
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
