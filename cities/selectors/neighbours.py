"""Neighbours of a Cité on the ground, to which the streets of its emblem lead."""

from __future__ import annotations

from portal.look.emblem import Street, neighbours
from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite


def streets_of(*, cite: Cite) -> list[Street]:
    """The streets of a Cité's emblem, nearest first; each `name` is the neighbour's slug."""
    if cite.latitude is None or cite.longitude is None:
        return []
    others = [
        (slug, (float(latitude or 0), float(longitude or 0)))
        for slug, latitude, longitude in Cite.objects.filter(kind=CiteKind.CITE, latitude__isnull=False)
        .exclude(pk=cite.pk)
        .exclude(slug=cite.slug)
        .values_list("slug", "latitude", "longitude")
    ]
    return neighbours((cite.latitude, cite.longitude), others)
