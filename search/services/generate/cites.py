"""Generated Cités: provisioned as any other, named and marked so that nobody takes one for real."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.services.indexing import indexed_at_the_end
from portal.tenancy.models import Cite
from portal.tenancy.services.provision import provision_cite
from search.services.generate.plan import MAX_CITES, PlannedCite, cite_uid

NOTE = "Entrée d’essai, faite par « manage.py generate » : ce n’est pas une Cité des métiers."


def generated_cites() -> list[Cite]:
    """Those that are there, in the order of their numbers."""
    found = Cite.objects.filter(uid__in=[cite_uid(number) for number in range(MAX_CITES)])
    cites = {cite.uid: cite for cite in found.select_related("container", "site", "collection")}
    return [cites[uid] for uid in map(cite_uid, range(MAX_CITES)) if uid in cites]


def provision_planned(planned: Sequence[PlannedCite]) -> Iterator[Cite]:
    """Provision those that are missing; yields every one, in order.

    Raises:
        ProvisionError: a host or short name is taken.
    """
    known = {cite.uid: cite for cite in generated_cites()}
    if all(each.uid in known for each in planned):
        yield from (known[each.uid] for each in planned)
        return
    with indexed_at_the_end():
        for each in planned:
            yield known.get(each.uid) or _provision(each)


def _provision(planned: PlannedCite) -> Cite:
    city = planned.city
    cite = Cite(
        uid=planned.uid,
        slug=planned.slug,
        name=planned.name,
        name_language=planned.languages[0],
        short_name=city.name[:60],
        city=city.name,
        country=city.country,
        timezone=city.timezone,
        latitude=city.latitude,
        longitude=city.longitude,
        status_note=NOTE,
    )
    provision_cite(cite=cite, languages=planned.languages)
    return cite
