"""Headings of a page's text: ids on them, and the list for "on this page"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

register = template.Library()


@dataclass(frozen=True, slots=True)
class Heading:
    """One second-level heading of a text."""

    id: str
    text: str


def _soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def heading_id(text: str) -> str:
    """The id of a heading; the prefix keeps it apart from the ids of the page's frame."""
    return f"t-{slugify(text)}"


@register.simple_tag
def outline(stream: Any) -> list[Heading]:
    """Second-level headings of all text blocks, in order."""
    found = []
    for block in stream or ():
        if block.block_type == "text":
            for tag in _soup(block.value.source).find_all("h2"):
                text = tag.get_text(" ", strip=True)
                found.append(Heading(heading_id(text), text))
    return found


@register.filter
def with_heading_ids(html: SafeString) -> SafeString:
    """The rendered text with an id on each heading."""
    soup = _soup(str(html))
    for tag in soup.find_all(["h2", "h3"]):
        tag["id"] = heading_id(tag.get_text(" ", strip=True))
    return mark_safe(str(soup))  # noqa: S308  # it was safe before, and ids are slugs
