"""What the frames of sites carry for this app: the pôles' names, and the edition the hub points to."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models.functions import Left, Length

from cities.models import Pole
from events.models import EditionPage, PracticalEditionPage
from events.selectors.public import unrestricted
from portal.tenancy.models import Cite
from portal.tenancy.selectors.hosts import SiteRow


@dataclass(frozen=True, slots=True)
class PoleName:
    """A pôle of the network with its names by language."""

    id: int
    slug: str
    names: dict[str, str]

    def name_in(self, language: str) -> str:
        """The name in a language, French where it has none."""
        return self.names.get(language) or self.names["fr"]


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition as other pages point to it. Paths are relative to the site; `practical` may be empty."""

    page_id: int
    edition_id: int
    edition_uid: uuid.UUID
    title: str
    path: str
    practical: str
    starts: datetime.date
    ends: datetime.date
    venue: str


def pole_names(row: SiteRow, cite: Cite | None) -> tuple[PoleName, ...]:
    """The pôles of the network, in its order."""
    codes = [code for code, _name in settings.LANGUAGES]
    return tuple(
        PoleName(pole.pk, pole.slug, {code: pole.name_in(code) for code in codes}) for pole in Pole.objects.all()
    )


def editions_of_hub(row: SiteRow, cite: Cite | None) -> dict[str, tuple[EditionCard, ...]]:
    """Editions with a public page, the latest first, by language; on the hub only."""
    if cite is not None:
        return {}
    root, start = row.container["path"], len(row.container["url_path"]) - 1
    practical = dict(
        PracticalEditionPage.objects.filter(unrestricted(), path__startswith=root, live=True)
        .annotate(parent=Left("path", Length("path") - EditionPage.steplen))
        .values_list("parent", "url_path")
    )
    pages = (
        EditionPage.objects.filter(unrestricted(), path__startswith=root, live=True)
        .select_related("edition", "locale")
        .order_by("-edition__start_date", "pk")
    )
    found: dict[str, tuple[EditionCard, ...]] = {}
    for page in pages:
        card = EditionCard(
            page_id=page.pk,
            edition_id=page.edition_id,
            edition_uid=page.edition.uid,
            title=page.title,
            path=page.url_path[start:],
            practical=practical.get(page.path, "")[start:],
            starts=page.edition.start_date,
            ends=page.edition.end_date,
            venue=page.edition.venue,
        )
        found[page.locale.language_code] = (*found.get(page.locale.language_code, ()), card)
    return found
