"""What a Cité's site shows of other Cités."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.coreutils import resolve_model_string

from cities.models import Showing
from cities.selectors.proposals import shown_by

register = template.Library()
SHOWN = 6


@register.simple_tag(takes_context=True)
def shown_from_others(context: dict[str, Any], kind: str) -> list[Showing]:
    """Pieces of a kind ("app.Model") that this site's Cité shows; none on the hub.

    One query where the Cité has chosen any of this kind, none elsewhere.
    """
    frame = context.get("frame")
    if not frame or kind.lower() not in frame.parts["showings"]:
        return []
    return list(shown_by(cite_id=frame.cite_id, kind=resolve_model_string(kind))[:SHOWN])
