"""Tags of the admin's templates about translation."""

from __future__ import annotations

import json
from typing import Any

from django import template
from wagtail.models import Page

from portal.models import FactsPage
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


@register.simple_tag
def going_with(page: Any) -> list[Page]:
    """The public translations that are unpublished with a page: of its facts nothing is said without it."""
    return list(page.going_with()) if isinstance(page, FactsPage) else []


@register.filter
def ids_apart(props: str) -> str:
    """The data of wagtail-localize's editor with an identifier of its own for each segment.

    Upstream reason, wagtail-localize 1.14 (views/edit_translation.py, wagtail-localize.js): texts and other values are
    numbered each in a table of theirs, and the editor notes what is being edited by the number alone: beginning with a
    text opens the address or image of the same number too, and takes the keyboard to it.
    """
    data = json.loads(props)
    for segment in data["segments"]:
        if segment["type"] != "string":
            segment["id"] = f"{segment['type']}-{segment['id']}"
    for override in data["initialOverrides"]:
        override["segment_id"] = f"synchronised_value-{override['segment_id']}"
    return json.dumps(data)
