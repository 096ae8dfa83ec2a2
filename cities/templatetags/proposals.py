"""What a Cité's site shows of other Cités."""

from __future__ import annotations

from typing import Any

from django import template

from cities.models import NewsPage
from cities.selectors.news import NewsCard, card_of, news_shown_by
from cities.selectors.proposals import SHOWN, shows

register = template.Library()


@register.simple_tag(takes_context=True)
def news_from_others(context: dict[str, Any]) -> list[NewsCard]:
    """News of others that this site's Cité shows; one query where it has chosen any, none elsewhere."""
    frame = context["frame"]
    return list(map(card_of, news_shown_by(cite_id=frame.cite_id)[:SHOWN])) if shows(frame, NewsPage) else []
