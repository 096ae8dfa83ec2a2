"""Verbs: publish an event, release a programme."""

from events.services.agenda import publish_event
from events.services.release import release_programme

__all__ = ["publish_event", "release_programme"]
