"""Hooks of events: the event team's screens."""

from __future__ import annotations

from wagtail import hooks

from events.viewsets import ProgrammeViewSetGroup


@hooks.register("register_admin_viewset")
def programme_viewsets() -> ProgrammeViewSetGroup:
    """Editions, sessions, people."""
    return ProgrammeViewSetGroup()
