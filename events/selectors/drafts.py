"""A draft programme beside what is public of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from events.models import Edition, ReleasedSlot, ScheduleRelease, SessionPage, Slot

Frozen = dict[str, Any]
People = list[dict[str, Any]]
# What a release keeps of a slot beside `Slot.FACTS`.
RESOLVED = ("uid", "room_name", "room_seats", "parent_uid", "day_number", "day_access")
PERSON = ("person_id", "role", "tentative", "affiliations", "sort_order")
# A change of these raises SEQUENCE.
TIMING = (*Slot.TIMING, "room_name")


@dataclass(frozen=True, slots=True)
class DraftChange:
    """One session that differs, in words for the team: its title, or its code where it has no page."""

    title: str
    what: str


def slots_of(edition: Edition) -> list[Slot]:
    """The draft in order, with everything a release keeps; three queries."""
    return list(
        edition.slots.select_related("day", "room", "parent")
        .prefetch_related("participations__person")
        .order_by("number", "pk")
    )


def draft_facts(slot: Slot) -> Frozen:
    """The facts that a release keeps of a slot."""
    return {
        **{column: getattr(slot, column) for column in Slot.FACTS},
        "uid": slot.uid,
        "room_name": slot.room.name if slot.room else "",
        "room_seats": slot.room.capacity if slot.room else None,
        "parent_uid": slot.parent.uid if slot.parent else None,
        "day_number": slot.day.number,
        "day_access": slot.day.access,
    }


def draft_people(slot: Slot) -> People:
    """Who takes part, in order, as a release keeps it; who has withdrawn is left out."""
    return [
        {
            "person_id": row.person_id,
            "role": row.role,
            "tentative": row.tentative,
            "affiliations": row.announced_as,
            "sort_order": order,
        }
        for order, row in enumerate(row for row in slot.participations.all() if not row.withdrawn)
    ]


def released(release: ScheduleRelease | None) -> dict[int, tuple[Frozen, People, ReleasedSlot]]:
    """What is public, by the slot's key, in the shape that drafts are compared in; two queries."""
    if release is None:
        return {}
    return {
        row.slot_id: (
            {column: getattr(row, column) for column in (*Slot.FACTS, *RESOLVED)},
            [{name: getattr(person, name) for name in PERSON} for person in row.participations.all()],
            row,
        )
        for row in release.slots.prefetch_related("participations")
    }


def current_edition() -> Edition | None:
    """The edition that is next or under way; after the last one, that one."""
    today = timezone.localdate()
    upcoming = Edition.objects.filter(end_date__gte=today).order_by("start_date", "pk").first()
    return upcoming or Edition.objects.order_by("-start_date", "-pk").first()


def changes_since_release(*, edition: Edition) -> list[DraftChange]:
    """The sessions that differ from the latest release, new and gone ones among them."""
    before = released(edition.releases.order_by("-number").first())
    found = []
    for slot in slots_of(edition):
        known = before.pop(slot.pk, None)
        what = _difference(draft_facts(slot), draft_people(slot), known)
        if what:
            found.append((slot, what))
    gone = pgettext("session", "no longer in the programme")
    found.extend((row.slot, gone) for _facts, _people, row in before.values())
    titles = titles_of(edition) if found else {}
    return [DraftChange(titles.get(slot.pk) or slot.code, what) for slot, what in found]


def titles_of(edition: Edition) -> dict[int, str]:
    """The titles of an edition's sessions by slot: in the reader's language, else the edition's, else any."""
    rank = {(get_language() or ""): 2, edition.language: 1}
    pages = SessionPage.objects.filter(slot__edition=edition).values_list("slot", "title", "locale__language_code")
    return {slot: title for slot, title, _code in sorted(pages, key=lambda row: rank.get(row[2], 0))}


def _difference(facts: Frozen, people: People, known: tuple[Frozen, People, ReleasedSlot] | None) -> str:
    if known is None:
        return pgettext("session", "new")
    parts = []
    if any(facts[column] != known[0][column] for column in TIMING):
        parts.append(_("time, room or status"))
    if any(facts[column] != known[0][column] for column in facts if column not in TIMING):
        parts.append(_("other facts"))
    if people != known[1]:
        parts.append(_("people"))
    return ", ".join(parts)
