"""Tags of the admin's templates about translation."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page

from portal.translating import selectors
from portal.translating.links import TranslationLink, translation_links

register = template.Library()


@register.simple_tag(takes_context=True)
def begin_translation_links(context: dict[str, Any], page: Page) -> list[TranslationLink]:
    """Links to begin the translations a page lacks, for who may; the page is one that is being edited."""
    return [link for link in translation_links(page, context["request"].user) if link.is_new]


@register.simple_tag(takes_context=True)
def decisions_on(context: dict[str, Any], page: Page) -> frozenset[str]:
    """What the person may decide about a submitted translation."""
    return selectors.decisions_on(page, context["request"].user)
