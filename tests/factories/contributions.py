"""Initiatives that partners propose."""

from __future__ import annotations

from typing import Any

from cities.models import Contribution, ContributionSettings
from cities.services.contributions import Contributor, receive_contribution
from portal.tenancy.models import Cite

WORDS: dict[str, Any] = {
    "title": "Oficina de robôs",
    "teaser": "Jovens montam um robô em três tardes.",
    "description": "Três tardes.\n\nUm <b>robô</b> por grupo.",
    "poles": ["emploi"],
    "start_year": 2024,
    "links": ["https://example.org/relatorio"],
}


def open_contributions(cite: Cite, **values: Any) -> None:
    """Let the Cité's site take proposals."""
    ContributionSettings.objects.update_or_create(site=cite.site, defaults={"is_open": True, **values})


def make_contribution(
    cite: Cite, *, email: str = "rui@example.org", language: str = "", organisation: str = "Clube", **words: Any
) -> Contribution:
    """A proposal received now."""
    return receive_contribution(
        cite=cite,
        language=language or cite.name_language,
        contributor=Contributor("Rui Exemplo", organisation, email),
        words={**WORDS, **words},
    )
