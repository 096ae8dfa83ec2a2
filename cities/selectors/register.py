"""The public register of Cités."""

from __future__ import annotations

from django.db.models import QuerySet

from cities.selectors.directory import DirectoryPlace, NetworkDirectory
from portal.selectors.frames import frame_of
from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts


def cites_of_register(*, country: str = "") -> QuerySet[Cite]:
    """Public entries, optionally of one country, in the register's order; one query."""
    found = Cite.objects.filter(kind=CiteKind.CITE).order_by("country", "short_name", "pk")
    return found.filter(country=country) if country else found


def cite_of_register(*, slug: str) -> Cite | None:
    """One public entry with its hours ready: two queries at most. Its places are in `places_of`."""
    return (
        Cite.objects.filter(kind=CiteKind.CITE, slug=slug)
        .select_related("practical__original")
        .prefetch_related("practical__hours")
        .first()
    )


def places_of(*, cite: Cite) -> tuple[DirectoryPlace, ...]:
    """The places of a public entry, from the hub's frame; no query."""
    hub = hosts.table().hub
    directory: NetworkDirectory | None = frame_of(hub).parts["directory"] if hub else None
    entries = directory.entries if directory else ()
    return next((entry.places for entry in entries if entry.face.id == cite.pk), ())
