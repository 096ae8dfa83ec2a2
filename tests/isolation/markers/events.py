"""Events beside those nobody may know of: one on the agenda, and an edition whose programme is released."""

from __future__ import annotations

from events.models import Edition, EventPage, LocalEvent
from events.services.release import release_programme
from portal.tenancy.models import Network
from tests.factories.events import edition_page, make_edition, make_event, make_slot, session_page, take_part
from tests.isolation.markers.owners import Owner
from tests.isolation.markers.registry import NotOwnableError, make_page_marker, make_row, marker_for


@marker_for(EventPage)
def make_events(owner: Owner) -> list[EventPage]:
    """A draft, and an event tomorrow."""
    place = owner.cite or Network.objects.get()
    return [make_page_marker(owner, EventPage), make_event(place, owner.language, "Public event")]


@marker_for(LocalEvent)
def find_events(owner: Owner) -> list[LocalEvent]:
    owner.get(EventPage)
    draft, public = owner.rows[EventPage]
    secret = LocalEvent.objects.filter(uid=draft.translation_key).first() or make_row(owner, LocalEvent)
    return [secret, LocalEvent.objects.get(uid=public.translation_key)]


@marker_for(Edition)
def make_editions(owner: Owner) -> list[Edition]:
    """One in preparation, and one with its pages: released, and changed since."""
    if owner.cite is not None:
        raise NotOwnableError
    edition = make_edition()
    slot = make_slot(edition, "opening", "09:00")
    take_part(slot, "Public speaker", note=owner.tokens())
    page = edition_page(Network.objects.get(), edition)
    session_page(page, slot, "Public session")
    release_programme(edition=edition)
    take_part(slot, owner.tokens())
    return [make_row(owner, Edition), edition]
