"""Events of the showcases: invented, around today, marked so; some are offered to the network."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from cities.demo.news import propose
from cities.demo.pages import SHOWCASE_DATA, body_of, branch_of, cites_by_slug, open_day
from cities.demo.register import demo_uid
from cities.models import Pole
from events.models import EventPage
from events.services import publish_event
from portal.demo import SHOWCASES, DemoContext, read_data
from portal.tenancy.models import Cite

COPIED = ("room", "online", "entry", "capacity", "status", "frequency")


def load_events(context: DemoContext) -> None:
    """Add the events that are missing; one that a person has edited stays as it is."""
    count = 0
    for slug, cite in cites_by_slug(SHOWCASES).items():
        data = read_data(SHOWCASE_DATA.format(slug))
        with transaction.atomic():
            for entry in data["events"]:
                for position, language in enumerate(data["languages"]):
                    facts = facts_of(cite, entry, data["practical"]["hours"])
                    _ensure(cite, language, entry, facts, proposing=position == 0)
        count += len(data["events"])
    context.say(f"  Events of the showcases: {count}")


def _ensure(cite: Cite, language: str, entry: dict[str, Any], facts: dict[str, Any], *, proposing: bool) -> None:
    branch = branch_of(cite, language)
    index = branch.find("agenda")
    uid = demo_uid(cite.slug, "event", entry["key"])
    known = EventPage.objects.filter(translation_key=uid, locale=branch.locale)
    if index is None or known.exists():
        return
    words = entry[language]
    page = publish_event(
        index=index,
        uid=uid,
        title=words["title"],
        lead=words["lead"],
        body=body_of(words["body"], branch),
        demonstration=True,
        **facts,
    )
    if proposing:
        propose(page, cite, entry.get("proposal", ""))


def facts_of(cite: Cite, entry: dict[str, Any], hours: list[list[Any]]) -> dict[str, Any]:
    """Facts of one entry, dated from the Cité's today, on a day it is open."""
    day = open_day(cite, entry["in_days"], hours)
    facts: dict[str, Any] = {name: entry[name] for name in COPIED if name in entry}
    facts["start_date"] = day
    facts["start_time"] = datetime.time.fromisoformat(entry["start"])
    facts["end_time"] = datetime.time.fromisoformat(entry["end"])
    if entry.get("until_days"):
        facts["repeat_until"] = day + datetime.timedelta(days=entry["until_days"])
    if not entry.get("online"):
        facts["place_name"] = cite.name
    if entry.get("pole"):
        facts["pole"] = Pole.objects.filter(slug=entry["pole"]).first()
    return facts
