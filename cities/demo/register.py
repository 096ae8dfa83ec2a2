"""The register of Cités: 35 of the 41 places of the data; the other six are places of a mother Cité."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from portal.demo import DemoContext, read_data
from portal.tenancy.models import Cite

DATA = "cities/data/cites.json"
COLUMNS = ("slug", "name", "name_language", "short_name", "country", "timezone", "latitude", "longitude")
# Identifiers derived from slugs are the same on every installation: addresses of the API don't change with a reload.
NAMESPACE = uuid.UUID("0f2d7a0e-5f0c-5d0e-9a53-6f4b1c2d7e18")


def entries() -> list[dict[str, Any]]:
    """Every place of the data file."""
    found: list[dict[str, Any]] = read_data(DATA)
    return found


def cite_entries() -> list[dict[str, Any]]:
    """The places that are Cités of their own."""
    return [entry for entry in entries() if entry["kind"] == "cite"]


def demo_uid(*names: str) -> uuid.UUID:
    """The identifier of what the demonstration loads under these names."""
    return uuid.uuid5(NAMESPACE, "/".join(names))


@transaction.atomic
def load_register(context: DemoContext) -> None:
    """Add the entries that are missing, and what is missing from those there: the rest is the label team's."""
    wanted = cite_entries()
    known = {cite.slug: cite for cite in Cite.objects.all()}
    for entry in wanted:
        values = _values(entry)
        cite = known.get(entry["slug"]) or Cite(uid=demo_uid(entry["slug"]), **values)
        missing = {name: value for name, value in values.items() if value and getattr(cite, name) in (None, "", [])}
        for name, value in missing.items():
            setattr(cite, name, value)
        if missing or cite.pk is None:
            cite.full_clean()
            cite.save()
    context.say(f"  Cités: {len(wanted)}, added: {sum(entry['slug'] not in known for entry in wanted)}")


def _values(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "city": entry["city"] or "",
        # An address that the source asks to check first isn't published.
        "website": "" if entry.get("website_unchecked") else entry["website"] or "",
        "sources": entry["sources"],
        "status_note": entry["status_note"],
        **{name: entry[name] for name in COLUMNS},
    }
