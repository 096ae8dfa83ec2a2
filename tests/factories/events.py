"""Agendas and their events; editions with days, sessions and people."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from events.enums import SessionKind
from events.models import (
    Day,
    Edition,
    EditionPage,
    EventIndexPage,
    EventPage,
    PageEventException,
    Participation,
    Person,
    SessionPage,
    Slot,
)
from portal.tenancy.models import Cite, Network
from tests.factories.portal import home_of, make_page

FIRST_DAY = datetime.date(2026, 6, 17)


def in_days(days: int) -> datetime.date:
    """A date around today."""
    return timezone.localdate() + datetime.timedelta(days=days)


def agenda_of(place: Cite | Network, language: str) -> EventIndexPage:
    """The agenda that the site began with."""
    return EventIndexPage.objects.child_of(home_of(place, language)).get()


def make_event(
    place: Cite | Network, language: str, title: str, *, live: bool = True, exceptions: Any = (), **facts: Any
) -> EventPage:
    """An event, tomorrow at two unless said otherwise, published as the editor would."""
    facts.setdefault("start_date", in_days(1))
    facts.setdefault("start_time", datetime.time(14))
    page: EventPage = make_page(EventPage, parent=agenda_of(place, language), title=title, live=False, **facts)
    page.exceptions = [PageEventException(**values) for values in exceptions]
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def translate_event(page: EventPage, place: Cite | Network, language: str, title: str, *, live: bool = True) -> Any:
    """The same event in another language of its site."""
    parent = agenda_of(place, language)
    return make_page(EventPage, parent=parent, title=title, live=live, translation_key=page.translation_key)


def make_edition(*, days: int = 2, **values: Any) -> Edition:
    """An edition without sessions."""
    edition = Edition.objects.create(
        **{
            "name": "Spring school",
            "acronym": "springschool",
            "start_date": FIRST_DAY,
            "end_date": FIRST_DAY + datetime.timedelta(days=days - 1),
            "venue": "La maison",
            **values,
        }
    )
    for number in range(days):
        Day.objects.create(edition=edition, number=number + 1, date=FIRST_DAY + datetime.timedelta(days=number))
    return edition


def make_slot(edition: Edition, code: str, start: str, end: str = "", *, day: int = 1, **values: Any) -> Slot:
    """A draft session; times as "09:30"."""
    return Slot.objects.create(
        **{
            "edition": edition,
            "code": code,
            "number": edition.slots.count() + 1,
            "date": FIRST_DAY + datetime.timedelta(days=day - 1),
            "start": datetime.time.fromisoformat(start),
            "end": datetime.time.fromisoformat(end) if end else None,
            "kind": SessionKind.PLENARY,
            **values,
        }
    )


def take_part(slot: Slot, name: str, *announced: tuple[str, str], language: str = "fr", **values: Any) -> Participation:
    """A person in a session, with pairs of function and organisation."""
    person, _made = Person.objects.get_or_create(name=name)
    blocks = [
        {"type": "affiliation", "value": {"function": function, "organisation": where, "language": language}}
        for function, where in announced
    ]
    order = slot.participations.count()
    values = {"sort_order": order, "affiliations": json.dumps(blocks), **values}
    return Participation.objects.create(slot=slot, person=person, **values)


def edition_page(network: Network, edition: Edition, language: str = "fr", **values: Any) -> EditionPage:
    """The page of an edition on the hub."""
    values = {"slug": "ecole", **values}
    page: EditionPage = make_page(
        EditionPage, parent=home_of(network, language), title="L’école", edition=edition, **values
    )
    return page


def session_page(parent: Page, slot: Slot, title: str, **values: Any) -> SessionPage:
    """The words of a session."""
    page: SessionPage = make_page(SessionPage, parent=parent, title=title, slug=slot.code, slot=slot, **values)
    return page
