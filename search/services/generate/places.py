"""Where generated initiatives go: the tree's pages and the network's vocabularies, read once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wagtail.models import Locale, Page

from cities.models import Audience, Pole
from cities.services.initiatives import initiative_uid
from portal.tenancy.models import Cite
from search.models import InitiativeIndexPage

DEPTH = 5
TERMS = {"poles": Pole, "audiences": Audience}


@dataclass(frozen=True)
class Places:
    """Where initiatives go: the Cités by number, the page they stand under by Cité and language; terms by
    slug, in the network's order."""

    seed: int
    cites: Sequence[Cite]
    indices: Mapping[tuple[int, str], int]
    locales: Mapping[str, int]
    terms: Mapping[str, Mapping[str, int]]

    def uid(self, number: int, cite: int) -> uuid.UUID:
        """The identifier of an initiative."""
        return initiative_uid(cite=self.cites[cite], key=f"generated/{self.seed}/{number}")


def read_places(*, seed: int, cites: Sequence[Cite]) -> Places:
    """Read what every chunk needs: it doesn't change while initiatives are added."""
    order = {cite.container.path: number for number, cite in enumerate(cites) if cite.container}
    width = 2 * Page.steplen
    found = InitiativeIndexPage.objects.select_related("locale").order_by("path")
    indices = {
        (order[page.path[:width]], page.locale.language_code): page.pk for page in found if page.path[:width] in order
    }
    return Places(
        seed=seed,
        cites=cites,
        indices=indices,
        locales=dict(Locale.objects.values_list("language_code", "pk")),
        terms={name: dict(model._default_manager.values_list("slug", "pk")) for name, model in TERMS.items()},
    )
