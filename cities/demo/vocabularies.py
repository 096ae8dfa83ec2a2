"""The network's pôles and audiences, named in the portal's languages."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cities.models import Audience, Criterion, NetworkTerm, Pole
from cities.models.terms import LANGUAGES
from portal.demo import DemoContext, read_data


@transaction.atomic
def load_vocabularies(context: DemoContext) -> None:
    """Add the terms that are missing, and the names that are missing from those there."""
    data = read_data("cities/data/vocabularies.json")
    for model, entries in ((Pole, data["poles"]), (Audience, data["audiences"])):
        for order, entry in enumerate(entries):
            _ensure_term(model, entry, order)
    context.say(f"  Pôles: {len(data['poles'])}, audiences: {len(data['audiences'])}")


@transaction.atomic
def load_criteria(context: DemoContext) -> None:
    """Criteria and a grid, whose names say that they are a demonstration: no source gives the network's own."""
    entries = read_data("cities/data/vocabularies.json")["criteria"]
    for order, entry in enumerate(entries):
        _ensure_term(Criterion, entry, order, use=entry["use"])
    context.say(f"  Criteria: {len(entries)}")


def _ensure_term(model: type[NetworkTerm], entry: dict[str, Any], order: int, **fixed: Any) -> None:
    names = {f"name_{code}": entry[code] for code in LANGUAGES}
    term, made = model._default_manager.get_or_create(
        slug=entry["slug"], defaults={"sort_order": order, **names, **fixed}
    )
    missing = {name: value for name, value in names.items() if not getattr(term, name)}
    if missing and not made:
        model._default_manager.filter(pk=term.pk).update(**missing)
