"""The public register of Cités."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite


def cites_of_register(*, country: str = "") -> QuerySet[Cite]:
    """Public entries, optionally of one country, in the register's order; one query."""
    found = Cite.objects.filter(kind=CiteKind.CITE).order_by("country", "short_name", "pk")
    return found.filter(country=country) if country else found


def cite_of_register(*, slug: str) -> Cite | None:
    """One public entry with places and hours ready: three queries at most."""
    return (
        Cite.objects.filter(kind=CiteKind.CITE, slug=slug)
        .select_related("practical")
        .prefetch_related("practical__places", "practical__hours")
        .first()
    )
