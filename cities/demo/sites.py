"""The hub, every Cité's site in its languages, and the places people go to."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cities.demo.register import cite_entries, demo_uid, entries
from cities.enums import PlaceKind
from cities.models import PagePlace, Place, PracticalPage
from portal.demo import DemoContext
from portal.tenancy.models import Cite, Network
from portal.tenancy.services.provision import provision_cite, provision_network

HUB_LANGUAGES = ("fr", "en")
KINDS = {"cite": PlaceKind.MAIN, "site": PlaceKind.SECONDARY, "associated_centre": PlaceKind.ASSOCIATED}


def load_sites(context: DemoContext) -> None:
    """Provision the hub and every Cité. A site that is there keeps its languages and is repaired."""
    provision_network(languages=() if Network.objects.exists() else HUB_LANGUAGES)
    context.say("  Hub")
    wanted = cite_entries()
    cites = Cite.objects.select_related("container", "site", "collection").in_bulk(field_name="slug")
    for number, entry in enumerate(wanted, start=1):
        cite = cites[entry["slug"]]
        provision_cite(cite=cite, languages=_languages(cite, entry, facts_only=context.facts_only))
        context.say(f"  Cités: {number}/{len(wanted)} {cite.slug}")


def _languages(cite: Cite, entry: dict[str, Any], *, facts_only: bool) -> list[str]:
    """Languages of the sources, then those of the demonstration; those a site has stay, whatever the data say."""
    wanted = [*entry["languages"], *([] if facts_only else entry.get("demonstration_languages", []))]
    if cite.site is None:
        return wanted
    kept = [row.locale.language_code for row in cite.site.site_languages.select_related("locale")]
    return [*kept, *(code for code in wanted if code not in kept and not facts_only)]


@transaction.atomic
def load_places(context: DemoContext) -> None:
    """Put addresses and associated centres on each Cité's page of practical information, unless it has places."""
    placed = 0
    for cite in Cite.objects.filter(container__isnull=False).select_related("container"):
        own = [entry for entry in entries() if cite.slug in (entry["slug"], entry.get("mother"))]
        page = PracticalPage.objects.descendant_of(cite.container).filter(alias_of=None).order_by("pk").first()
        if page is None or not own:
            continue
        page = page.row.original.specific
        if page.facts_row.objects.filter(original=page, places=None).exists():
            _place(page, own)
        placed += len(own)
    context.say(f"  Places: {placed}/{len(entries())}")


def _place(page: Any, own: list[dict[str, Any]]) -> None:
    page.itinerant = any(entry.get("itinerant", False) for entry in own)
    page.places = [
        PagePlace(
            uid=demo_uid(entry["slug"], "place"),
            sort_order=order,
            kind=KINDS[entry["kind"]],
            city=entry["city"] or "",
            country=entry["country"],
            latitude=entry["latitude"],
            longitude=entry["longitude"],
            **{"name": "" if entry["kind"] == "cite" else entry["name"], **entry["place"]},
        )
        for order, entry in enumerate(own)
    ]
    page.save_revision().publish(log_action=None)
    for entry in own:
        Place.objects.filter(uid=demo_uid(entry["slug"], "place")).update(
            sources=entry["sources"], status_note=entry["status_note"]
        )
