"""What the screens of translations ask."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page

from portal.translating import selectors

register = template.Library()


@register.simple_tag(takes_context=True)
def decisions_on(context: dict[str, Any], page: Page) -> frozenset[str]:
    """What the person may decide about a submitted translation."""
    return selectors.decisions_on(page, context["request"].user)
