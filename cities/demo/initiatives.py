"""Initiatives: those that sources name, as facts; six for each showcase, as demonstration. The network accepted all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cities.demo.pages import SHOWCASE_DATA, cites_by_slug, languages_of
from cities.enums import Mode, Stage
from cities.models import InitiativePage
from cities.models.terms import LANGUAGES
from cities.services.initiatives import (
    Figures,
    InitiativeData,
    InitiativeWords,
    initiative_uid,
    publish_initiative,
)
from portal.demo import SHOWCASES, DemoContext, read_data
from portal.tenancy.models import Cite

LONG = ("need", "description", "results", "difficulties", "transferability", "resources")


@transaction.atomic
def load_initiatives(context: DemoContext) -> None:
    """Add the initiatives of the sources that are missing, in the language of their Cité."""
    entries = read_data("cities/data/initiatives.json")["initiatives"]
    cites = cites_by_slug([entry["cite"] for entry in entries])
    for entry in entries:
        if entry["cite"] in cites:
            ensure_initiative(cites[entry["cite"]], entry, demonstration=False)
    context.say(f"  Initiatives: {len(entries)}")


def load_showcase_initiatives(context: DemoContext) -> None:
    """Add those of the showcases that are missing, in each of their languages.

    In turns, so that the newest on the wall are not all of one Cité.
    """
    cites = cites_by_slug(SHOWCASES)
    turns = list(zip(*(read_data(SHOWCASE_DATA.format(slug))["initiatives"] for slug in cites), strict=True))
    for number, turn in enumerate(turns, start=1):
        with transaction.atomic():
            for cite, entry in zip(cites.values(), turn, strict=True):
                ensure_initiative(cite, entry, demonstration=True)
        context.say(f"  Initiatives: {number * len(cites)}/{len(turns) * len(cites)}")


def ensure_initiative(cite: Cite, entry: Mapping[str, Any], *, demonstration: bool) -> None:
    """Add one initiative, its first language first: that page holds the facts. One that has a page stays as it is."""
    uid = initiative_uid(cite=cite, key=entry["key"])
    languages = languages_of(cite, {code: entry[code] for code in LANGUAGES if code in entry})
    if not languages or InitiativePage.objects.filter(translation_key=uid).exists():
        return
    words = {code: entry_words(entry[code], demonstration=demonstration) for code in languages}
    original = languages[0]
    publish_initiative(
        cite=cite,
        key=entry["key"],
        language=original,
        words=words.pop(original),
        data=entry_data(cite, entry),
        translations=words,
    )


def entry_words(words: Mapping[str, Any], *, demonstration: bool) -> InitiativeWords:
    """What an entry of the data files says in one language."""
    figures = words.get("figures")
    return InitiativeWords(
        title=words["title"],
        teaser=words["lead"],
        figures=Figures(
            numbers=[(item["figure"], item["label"]) for item in figures["figures"]],
            as_of=figures["as_of"],
            source=figures["source"],
        )
        if figures
        else None,
        demonstration=demonstration,
        **{name: words.get(name, "") for name in LONG},
    )


def entry_data(cite: Cite, entry: Mapping[str, Any]) -> InitiativeData:
    """What an entry says in all of them."""
    # A source rarely tells how far an initiative has come: the column then stays empty.
    stage = {"stage": ""} if "stage" not in entry else {}
    return InitiativeData(
        stage=Stage(entry.get("stage", Stage.RUNNING)),
        start_year=entry.get("start_year"),
        end_year=entry.get("end_year"),
        poles=entry["poles"],
        audiences=entry["audiences"],
        modes=[Mode(mode) for mode in entry["modes"]],
        place_name=cite.city or cite.short_name,
        latitude=cite.latitude,
        longitude=cite.longitude,
        source=entry.get("source", ""),
        extra=stage,
    )
