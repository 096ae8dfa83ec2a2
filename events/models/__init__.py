"""Agendas and their events; editions with their programme, people and releases."""

from events.models.agenda import EventIndexPage, EventPage, PageEventException
from events.models.edition import Day, Edition, Room
from events.models.local import EventException, LocalEvent, Occurrence
from events.models.pages import EditionPage, PracticalEditionPage, SessionPage
from events.models.people import Person
from events.models.programme import Participation, Slot
from events.models.release import ReleasedParticipation, ReleasedSlot, ScheduleRelease

__all__ = [
    "Day",
    "Edition",
    "EditionPage",
    "EventException",
    "EventIndexPage",
    "EventPage",
    "LocalEvent",
    "Occurrence",
    "PageEventException",
    "Participation",
    "Person",
    "PracticalEditionPage",
    "ReleasedParticipation",
    "ReleasedSlot",
    "Room",
    "ScheduleRelease",
    "SessionPage",
    "Slot",
]
