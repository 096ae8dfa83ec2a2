"""The ways to follow a search, where its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from portal.selectors.frames import SiteFrame
from search.models import InitiativeIndexPage
from search.params import Params
from search.selectors.following import FOLLOW, Followed
from search.templatetags.search import labels_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses, relative to the host; what is followed, in words."""

    atom: str
    rss: str
    mail: str
    question: str


@register.simple_tag(takes_context=True)
def ways_to_follow(context: dict[str, Any], params: Params) -> Ways | None:
    """How to follow a search from its page; None where it asks for what nobody knows. No query."""
    frame: SiteFrame = context["frame"]
    page: InitiativeIndexPage = context["page"]
    followed = Followed(params, context["content_language"], frame.cite_id)
    labels = labels_of(context)
    item = frame.find(context["content_language"], page._meta.label)
    if item is None or followed.problems(labels):
        return None
    query = params.canonical()
    atom, rss, mail = (f"{item.path}{below}{query}" for below in ("feed.atom", "feed.rss", FOLLOW))
    return Ways(atom, rss, mail, followed.words(labels))
