"""What the matrix lets pass, each with its reason. An entry that isn't needed any more is an error too."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.models import Page

from cities.models import Closure, OpeningHours, Place, PracticalInfo, UrgentNotice
from portal.models import SiteSettings
from portal.tenancy.models import Cite, SiteLanguage

# Rows that are public as soon as they exist: facts a site shows, whatever its pages do.
PUBLIC_MODELS: dict[type[Model], str] = {
    Cite: "the register of Cités is public",
    SiteLanguage: "languages of a site are public",
    SiteSettings: "name, contact and publisher stand on every page of the site",
    PracticalInfo: "the practical facts of a Cité are public once they are stored",
    Place: "as its practical facts",
    OpeningHours: "as its practical facts",
    Closure: "closures are announced",
    UrgentNotice: "a notice is made to be read",
}


def is_public(row: Any) -> bool:
    """Whether a row is public, so that what hangs on it is."""
    if isinstance(row, Page):
        return bool(row.live) and not row.get_view_restrictions().exists()
    return type(row) in PUBLIC_MODELS


# view name pattern -> reason: answers 404, 403 or 405 even to an operator, for it is shut or not in use.
SHUT: dict[str, str] = {}
