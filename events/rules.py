"""Whose events and programmes are, and what roles may do with them."""

from __future__ import annotations

from events import models
from portal.tenancy.enums import NetworkRole
from portal.tenancy.permissions import grant_to_network
from portal.tenancy.selectors.ownership import ByParent, OfNetwork, register_owner

# What the event team works on in the admin; releases are written by a service alone.
EDITED = ("edition", "slot", "person")


def register() -> None:
    """Register ownership rules and grants."""
    register_owner(models.LocalEvent, ByParent("original", models.EventPage))
    register_owner(models.EventException, ByParent("owner", models.LocalEvent))
    register_owner(models.Occurrence, ByParent("event", models.LocalEvent))
    register_owner(models.PageEventException, ByParent("page", models.EventPage))
    for programme in (
        models.Edition,
        models.Day,
        models.Room,
        models.Person,
        models.Slot,
        models.Participation,
        models.ScheduleRelease,
        models.ReleasedSlot,
        models.ReleasedParticipation,
    ):
        register_owner(programme, OfNetwork())
    for team in (NetworkRole.EVENT_TEAM, NetworkRole.NETWORK_EDITOR):
        verbs = ("add", "change", "delete", "view")
        grant_to_network(team, models=[f"events.{verb}_{name}" for verb in verbs for name in EDITED])
        grant_to_network(team, models=["events.release_edition"])
