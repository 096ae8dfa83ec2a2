"""Writes what the network shows of the generated initiatives as JSON lines; run in the portal's project."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

TEXTS = ("need", "description", "results", "difficulties", "transferability", "resources")
CHUNK = 500


def main() -> None:
    """Write the file named on the command line."""
    django.setup()
    with Path(sys.argv[1]).open("w", encoding="utf-8") as file:
        file.write(json.dumps(_head()) + "\n")
        for row in _rows():
            file.write(json.dumps(row) + "\n")


def _head() -> dict[str, Any]:
    """Vocabularies, Cités and the menus of their sites."""
    from cities.models import Audience, Pole  # noqa: PLC0415  # needs the app registry
    from portal.tenancy.models import Network  # noqa: PLC0415
    from search.models import InitiativeIndexPage  # noqa: PLC0415
    from search.services.generate import generated_cites  # noqa: PLC0415

    cites = [_cite(cite) for cite in generated_cites()]
    container = Network.objects.get().container
    hub = InitiativeIndexPage.objects.descendant_of(container).get(locale__language_code="fr")
    return {
        "index": hub.slug,
        "languages": sorted({code for cite in cites for code in cite["languages"]}),
        "poles": {term.slug: term.name_fr for term in Pole.objects.all()},
        "audiences": {term.slug: term.name_fr for term in Audience.objects.all()},
        "cites": cites,
    }


def _cite(cite: Any) -> dict[str, Any]:
    from wagtail.models import Page  # noqa: PLC0415

    from search.models import InitiativeIndexPage  # noqa: PLC0415

    homes = {home.locale.language_code: home for home in cite.container.get_children().select_related("locale")}
    languages = [row.locale.language_code for row in cite.site.site_languages.select_related("locale")]
    menus = {}
    for code in languages:
        below = Page.objects.child_of(homes[code]).live().order_by("path").specific()
        menus[code] = [
            {
                "title": page.title,
                "slug": page.slug,
                "in_menu": page.show_in_menus,
                "index": isinstance(page, InitiativeIndexPage),
                "key": str(page.translation_key),
            }
            for page in below
        ]
    return {"slug": cite.slug, "host": cite.site.hostname, "name": cite.name, "languages": menus}


def _rows() -> Iterator[dict[str, Any]]:
    """The live pages of accepted initiatives, originals before their translations."""
    from cities.enums import Review  # noqa: PLC0415
    from cities.models import Initiative, InitiativePage  # noqa: PLC0415

    accepted = Initiative.objects.filter(review=Review.ACCEPTED).order_by("pk")
    last = 0
    while chunk := list(
        accepted.filter(pk__gt=last)
        .select_related("cite", "cite__site")
        .prefetch_related("poles", "audiences", "partners")[:CHUNK]
    ):
        last = chunk[-1].pk
        rows = {row.uid: row for row in chunk}
        pages = InitiativePage.objects.live().filter(translation_key__in=rows).select_related("locale").order_by("pk")
        for page in pages:
            yield _row(page, rows[page.translation_key])


def _row(page: Any, row: Any) -> dict[str, Any]:
    code = page.locale.language_code
    return {
        "uid": str(row.uid),
        "cite": row.cite.slug,
        "host": row.cite.site.hostname,
        "path": page.url_path[len(f"/{row.cite.slug}") :],
        "language": code,
        "title": page.title,
        "slug": page.slug,
        "lead": page.lead,
        **{name: getattr(page, name) for name in TEXTS},
        "country": row.cite.country,
        "stage": row.stage,
        "start_year": row.start_year,
        "end_year": row.end_year,
        "place_name": row.place_name,
        "source": row.source,
        "published_at": page.first_published_at.isoformat(),
        "poles": [term.slug for term in row.poles.all()],
        "audiences": [term.slug for term in row.audiences.all()],
        "partners": [[partner.name, partner.url] for partner in row.partners.all()],
    }


if __name__ == "__main__":
    main()
