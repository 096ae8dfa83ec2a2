"""Emblems: drawn once from the neighbours a Cité has at that moment, then kept."""

from __future__ import annotations

from cities.selectors.neighbours import streets_of
from portal.look.emblem import emblem
from portal.tenancy.models import Cite


def draw_emblem(*, cite: Cite) -> str:
    """Draw and store the emblem of a Cité that has a position; answers the SVG path data."""
    cite.emblem = emblem([street.bearing for street in streets_of(cite=cite)])
    if cite.pk:
        Cite.objects.filter(pk=cite.pk).update(emblem=cite.emblem)
    return cite.emblem
