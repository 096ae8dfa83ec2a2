"""The 2019 spring school's facts: edition, days, rooms, people and slots, from the printed programme."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections.abc import Iterable
from typing import Any

from events.enums import AccessMode, SessionKind
from events.models import Day, Edition, Participation, Person, Room, Slot

Data = dict[str, Any]
BLOCKS = uuid.UUID("2b1f3c52-6d1c-5f0e-8a53-0d3f5f0f9a41")
KINDS = {
    "accueil": SessionKind.RECEPTION,
    "plénière": SessionKind.PLENARY,
    "conférence": SessionKind.TALK,
    "tables rondes": SessionKind.ROUND_TABLES,
    "table ronde": SessionKind.ROUND_TABLE,
    "ateliers": SessionKind.WORKSHOPS,
    "animation": SessionKind.ANIMATION,
    "visite": SessionKind.VISIT,
    "assemblée générale": SessionKind.ASSEMBLY,
    "réunion": SessionKind.MEETING,
    "pause": SessionKind.BREAK,
    "repas": SessionKind.MEAL,
    "convivialité": SessionKind.SOCIAL,
}
ACCESS = {
    "none": AccessMode.NONE,
    "inherit": AccessMode.INHERIT,
    "required": AccessMode.REQUIRED,
    "members": AccessMode.MEMBERS,
    "concerned": AccessMode.CONCERNED,
}


def stream(kind: str, values: Iterable[Any]) -> str:
    """The raw data of a stream of blocks of one type; a block keeps its id when the demonstration is loaded again."""
    return json.dumps(
        [
            {"type": kind, "value": value, "id": str(uuid.uuid5(BLOCKS, f"{kind}/{number}/{value}"))}
            for number, value in enumerate(values)
        ]
    )


def typographic(text: str | None) -> str:
    """French text with the apostrophe and the fixed spaces of good printing; what was printed is kept beside."""
    words = (text or "").replace("'", "’")
    for sign in (" :", " ;", " !", " ?", " »"):
        words = words.replace(sign, "\u00a0" + sign[1:])
    return re.sub(r"n° ?(?=\d)", "n°\u00a0", words.replace("« ", "«\u00a0"))


def sentence(text: str | None) -> str:
    """The same with a capital at the beginning."""
    words = typographic(text)
    return words[:1].upper() + words[1:]


def clock(text: str | None) -> Any:
    """A time of the data, or None."""
    return datetime.time.fromisoformat(text) if text else None


def load_programme(data: Data) -> Edition:
    """Make edition, days, rooms, people and slots, or bring them in line with the data."""
    edition = _edition(data["edition"])
    for day in data["days"]:
        Day.objects.update_or_create(
            edition=edition,
            number=day["day"],
            defaults={"date": day["date"], "access": ACCESS[day["registration"]["mode"]]},
        )
    for order, name in enumerate(data["edition"]["venue"]["places_named"]):
        Room.objects.update_or_create(edition=edition, name=typographic(name), defaults={"sort_order": order})
    people = {entry["id"]: _person(entry) for entry in data["persons"]}
    slots: dict[str, Slot] = {}
    for entry in data["sessions"]:
        slots[entry["id"]] = _slot(edition, entry, slots)
        _participations(slots[entry["id"]], entry["speakers"], people)
    return edition


def _edition(entry: Data) -> Edition:
    venue = entry["venue"]
    logos = [
        {
            "name": typographic(logo["name"]),
            "image": None,
            "note": " ".join([f"Imprimé «\u00a0{logo['as_printed']}\u00a0».", *logo.get("notes", [])]),
        }
        for logo in entry["logos"]
    ]
    edition, _made = Edition.objects.update_or_create(
        uid=entry["uid"],
        defaults={
            "name": entry["title"].capitalize(),
            "acronym": entry["schedule_acronym"],
            "start_date": entry["start_date"],
            "end_date": entry["end_date"],
            "timezone": entry["timezone"],
            "language": entry["language"],
            "venue": typographic(venue["name"]),
            "venue_address": venue["address"] or "",
            "organisers": stream("organiser", [{"name": name, "url": ""} for name in entry["organisers"]]),
            "logos": stream("logo", logos),
            "contact_email": entry["contact_as_printed"],
            "contact_is_historical": entry["contact_is_historical"],
            "source": "Programme imprimé du réseau, juin 2019",
        },
    )
    return edition


def _person(entry: Data) -> Person:
    person, _made = Person.objects.update_or_create(
        uid=entry["uid"],
        defaults={
            "name": entry["name"],
            "variants": entry["name_variants"],
            "note": "\n".join(entry.get("notes", [])),
        },
    )
    return person


def _slot(edition: Edition, entry: Data, slots: dict[str, Slot]) -> Slot:
    place = entry["place"] or {}
    slot, _made = Slot.objects.update_or_create(
        uid=entry["uid"],
        defaults={
            "code": entry["id"],
            "edition": edition,
            "number": entry["order"],
            "date": datetime.date.fromisoformat(entry["date"]),
            "start": clock(entry["start"]),
            "end": clock(entry["end"]),
            "expected_end": clock(entry["implied_end"]),
            "time_is_own": entry["implied_end_rule"] != "inherited",
            "timezone": edition.timezone,
            "kind": KINDS[entry["type"]],
            "access": ACCESS[entry["registration"]["mode"]],
            "group": entry["parallel_group"] or "",
            "capacity": entry["capacity"],
            "room": edition.rooms.filter(name=typographic(place.get("room"))).first(),
            "parent": slots.get(entry["parent"] or ""),
        },
    )
    return slot


def _participations(slot: Slot, entries: list[Data], people: dict[str, Person]) -> None:
    kept = []
    for order, entry in enumerate(entries):
        announced = [entry, *entry["other_affiliations"]]
        row, _made = Participation.objects.update_or_create(
            slot=slot,
            person=people[entry["person"]],
            defaults={
                "tentative": entry["tentative"],
                "affiliations": stream(
                    "affiliation",
                    [
                        {
                            "function": typographic(one["function"]),
                            "organisation": typographic(one["organisation"]),
                            "language": "fr",
                        }
                        for one in announced
                        if one["function"] or one["organisation"]
                    ],
                ),
                "announced": entry["as_printed"],
                "note": "\n".join(entry.get("notes", [])),
                "sort_order": order,
            },
        )
        kept.append(row.pk)
    Participation.objects.filter(slot=slot).exclude(pk__in=kept).delete()
