"""Pages of the demonstration: where they go, how their bodies are written, when they are left alone."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from wagtail.models import Locale, Page

from portal.models import BasePage
from portal.tenancy.models import Cite, Network
from portal.tenancy.services.provision import StarterContext

SHOWCASE_DATA = "cities/data/showcases/{}.json"


def branch_of(cite: Cite | None, language: str) -> StarterContext:
    """One language of a Cité's site, or of the hub: pages are found and made by name, as provisioning does."""
    place: Any = cite or Network.objects.get()
    locale = Locale.objects.get(language_code=language)
    home = Page.objects.child_of(place.container).get(locale=locale).specific
    return StarterContext("cite" if cite else "hub", place.site, home, locale, cite, is_new=True)


def body_of(items: Sequence[Any], branch: StarterContext) -> str:
    """The raw stream of a body: a string is running text, a mapping one block by its type.

    A block's `page` is the name of a page of the same language, such as "practical".
    """
    return json.dumps([_block(item, branch) for item in items])


def _block(item: str | Mapping[str, Any], branch: StarterContext) -> dict[str, Any]:
    if isinstance(item, str):
        return {"type": "text", "value": item}
    ((kind, value),) = item.items()
    value = dict(value)
    if "page" in value:
        page = branch.find(value["page"])
        value["page"] = page.pk if page else None
    if kind == "figures":
        value["figures"] = [{"type": "item", "id": str(uuid4()), "value": figure} for figure in value["figures"]]
    return {"type": kind, "value": value}


def is_untouched(page: BasePage) -> bool:
    """Whether the page still is as provisioning made it: a person's words are never written over."""
    body = getattr(page, "body", None)
    return not page.lead and not page.demonstration and not body


def fill(page: Any, **values: Any) -> None:
    """Give a page that is there its words, and publish it."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish(log_action=None)


def open_day(cite: Cite, in_days: int, hours: Sequence[Sequence[Any]]) -> datetime.date:
    """The day `in_days` from the Cité's today or, if it is closed then, the next one (for the past, the last one).

    `hours` are those of the data: weekday, opens, closes.
    """
    open_days = {weekday for weekday, _opens, _closes in hours}
    day = cite.local_date() + datetime.timedelta(days=in_days)
    while day.isoweekday() not in open_days:
        day += datetime.timedelta(days=1 if in_days >= 0 else -1)
    return day


def cites_by_slug(slugs: Sequence[str]) -> dict[str, Cite]:
    """Provisioned Cités of these slugs, in the order given."""
    found = Cite.objects.filter(container__isnull=False).select_related("container", "site", "collection")
    cites = {cite.slug: cite for cite in found.filter(slug__in=slugs)}
    return {slug: cites[slug] for slug in slugs if slug in cites}


def languages_of(cite: Cite, words: Mapping[str, Any]) -> list[str]:
    """The site's languages, in order, that `words` has."""
    assert cite.site is not None  # noqa: S101  # provisioned
    rows = cite.site.site_languages.select_related("locale")
    return [row.locale.language_code for row in rows if row.locale.language_code in words]
