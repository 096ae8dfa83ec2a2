"""Documents of initiatives that are in no database: for an engine that is to be measured with a million of them.

They are made by the same function as the projection's, from rows that are never saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count as numbers_from

from cities.enums import Mode, Review
from cities.models import (
    Audience,
    Initiative,
    InitiativePartner,
    InitiativePartnerCite,
    Pole,
)
from portal.tenancy.models import Cite
from search.models import SearchDocument
from search.services.documents import Related
from search.services.generate.places import Places
from search.services.generate.plan import Plan, PlannedCite, PlannedInitiative, plan_initiative
from search.services.unsaved import unsaved_document


def cite_in_memory(planned: PlannedCite, number: int) -> Cite:
    """A Cité as `provision_planned` would make it, with keys that say nothing."""
    city = planned.city
    return Cite(
        pk=number + 1,
        site_id=number + 1,
        uid=planned.uid,
        slug=planned.slug,
        name=planned.name,
        short_name=city.name[:60],
        city=city.name,
        country=city.country,
        latitude=city.latitude,
        longitude=city.longitude,
    )


class Maker:
    """Makes documents; `terms` are the network's, saved or not."""

    def __init__(
        self, plan: Plan, planned: Sequence[PlannedCite], *, poles: Sequence[Pole], audiences: Sequence[Audience]
    ) -> None:
        self.plan, self.planned = plan, planned
        self.poles = {term.slug: term for term in poles}
        self.audiences = {term.slug: term for term in audiences}
        cites = [cite_in_memory(each, number) for number, each in enumerate(planned)]
        self.places = Places(seed=plan.seed, cites=cites, indices={}, locales={}, terms={})
        self.keys = numbers_from(1)

    def documents(self, count: int) -> Iterator[SearchDocument]:
        """The documents of the initiatives from 0 to `count`; `seq` and key follow their number."""
        poles, audiences = sorted(self.poles), sorted(self.audiences)
        for number in range(count):
            each = plan_initiative(self.plan, number, self.planned, poles=poles, audiences=audiences)
            yield self.document(each)

    def document(self, each: PlannedInitiative) -> SearchDocument:
        """The document of one."""
        return unsaved_document(
            self._row(each, self.places.cites[each.cite]),
            each.words,
            number=each.number + 1,
            page_keys=self.keys,
            published_at=each.published_at,
            related=self._related(each),
        )

    def _row(self, each: PlannedInitiative, cite: Cite) -> Initiative:
        inspiring = Initiative(uid=self.places.uid(*each.inspired_by)) if each.inspired_by else None
        row = Initiative(
            uid=self.places.uid(each.number, each.cite),
            cite=cite,
            review=Review(each.review),
            stage=each.stage.value,
            start_year=each.start_year,
            end_year=each.end_year,
            place_name=each.place.name,
            latitude=each.place.latitude,
            longitude=each.place.longitude,
            source=each.source,
            **{mode.value: mode in each.modes for mode in Mode},
        )
        row._state.fields_cache["inspired_by"] = inspiring
        return row

    def _related(self, each: PlannedInitiative) -> Related:
        accepted = [self.places.cites[number] for number, has_accepted in each.partner_cites if has_accepted]
        return Related(
            poles=[term for slug, term in self.poles.items() if slug in each.poles],
            audiences=[term for slug, term in self.audiences.items() if slug in each.audiences],
            partners=[InitiativePartner(name=name, url=url) for name, url in each.partners],
            partner_cites=[InitiativePartnerCite(cite=other) for other in accepted],
        )
