"""Initiatives: those that sources name, as facts; six for each showcase, as demonstration. The network accepted all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Page

from cities.demo.pages import SHOWCASE_DATA, body_of, branch_of, cites_by_slug, languages_of
from cities.enums import Review
from cities.models import Audience, Initiative, InitiativePage, Pole
from cities.models.terms import LANGUAGES
from portal.demo import SHOWCASES, DemoContext, read_data
from portal.tenancy.models import Cite
from portal.tenancy.services.pages import add_published
from portal.tenancy.services.provision import StarterContext

WORDS = ("need", "description", "results", "difficulties", "transferability", "resources")


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
    """Add those of the showcases that are missing, in each of their languages."""
    for number, (slug, cite) in enumerate(cites_by_slug(SHOWCASES).items(), start=1):
        with transaction.atomic():
            for entry in read_data(SHOWCASE_DATA.format(slug))["initiatives"]:
                ensure_initiative(cite, entry, demonstration=True)
        context.say(f"  Initiatives: {number}/{len(SHOWCASES)} {slug}")


def ensure_initiative(cite: Cite, entry: Mapping[str, Any], *, demonstration: bool) -> None:
    """Add one initiative, its first language first: that page holds the facts."""
    words = {code: entry[code] for code in LANGUAGES if code in entry}
    for language in languages_of(cite, words):
        branch = branch_of(cite, language)
        name = f"initiative-{entry['key']}"
        wall = _wall(branch)
        if wall is None or branch.find(name) is not None:
            continue
        # The row first: the page's projections then see that the network has accepted it.
        Initiative.objects.get_or_create(
            uid=branch.key(name),
            defaults={"cite": cite, "title": words[language]["title"], "review": Review.ACCEPTED},
        )
        page = _page(branch, name, words[language], demonstration=demonstration)
        if page.is_original:
            _set_facts(page, cite, entry)
        add_published(parent=wall, page=page)


def _wall(branch: StarterContext) -> Page | None:
    """The site's page of initiatives, whose class is above this app."""
    return (
        Page.objects.child_of(branch.home)
        .filter(content_type__app_label="search", content_type__model="initiativeindexpage")
        .first()
    )


def _page(branch: StarterContext, name: str, words: Mapping[str, Any], *, demonstration: bool) -> InitiativePage:
    figures: Sequence[Any] = [{"figures": words["figures"]}] if "figures" in words else []
    return InitiativePage(
        title=words["title"],
        lead=words["lead"],
        locale=branch.locale,
        translation_key=branch.key(name),
        figures=body_of(figures, branch),
        demonstration=demonstration,
        **{field: words.get(field, "") for field in WORDS},
    )


def _set_facts(page: InitiativePage, cite: Cite, entry: Mapping[str, Any]) -> None:
    page.stage = entry.get("stage", "")
    page.start_year, page.end_year = entry.get("start_year"), entry.get("end_year")
    page.on_site, page.itinerant, page.online = (mode in entry["modes"] for mode in ("on_site", "itinerant", "online"))
    page.place_name, page.latitude, page.longitude = cite.city or cite.short_name, cite.latitude, cite.longitude
    page.source = entry.get("source", "")
    page.poles = Pole.objects.filter(slug__in=entry["poles"])
    page.audiences = Audience.objects.filter(slug__in=entry["audiences"])
