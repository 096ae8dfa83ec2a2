"""Events made by code: one page in one language, facts once."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from events.models import EventIndexPage, EventPage
from events.models.local import FACT_FIELDS
from portal.tenancy.services.pages import add_published

WORDS = ("title", "lead", "body", "source", "source_url", "demonstration")


class EventError(ValueError):
    """The event can't be published as given; the message says why."""


@transaction.atomic
def publish_event(*, index: EventIndexPage, uid: uuid.UUID, title: str, **values: Any) -> EventPage:
    """Publish an event below `index`, or bring the page that is there in line; one that is so already is left alone.

    `uid` is the event's in every language. `values` are words (`lead`, `body` as a raw stream, `source`,
    `demonstration`) and facts (`start_date`, `start_time`, `end_time` and so on, columns of `EventFacts`; times
    are those of the clock at the place, the zone the Cité's where none is given). The language published first
    holds the facts; with any other language they are left out.

    Raises:
        EventError: a value isn't known, or nothing says when it takes place.
        ValidationError: a value isn't valid. Nothing was written.
    """
    unknown = set(values) - {*WORDS, *FACT_FIELDS}
    if unknown:
        raise EventError(f"unknown values: {', '.join(sorted(unknown))}")
    page = EventPage.objects.filter(translation_key=uid, locale=index.locale_id).first()
    wanted = {"title": title, **values}
    if page is None:
        return _add(index, uid, wanted)
    if not page.is_original:
        wanted = {name: value for name, value in wanted.items() if name not in FACT_FIELDS}
    changed = [name for name, value in wanted.items() if not _same(page, name, value)]
    if changed or not page.live:
        for name in changed:
            setattr(page, name, wanted[name])
        page.full_clean()
        page.save_revision().publish(log_action=None)
        # A revision publishes an object of its own.
        page = EventPage.objects.get(pk=page.pk)
    return page


def _add(index: EventIndexPage, uid: uuid.UUID, wanted: dict[str, Any]) -> EventPage:
    if EventPage.objects.filter(translation_key=uid, alias_of__isnull=True).exists():
        wanted = {name: value for name, value in wanted.items() if name not in FACT_FIELDS}
    elif not wanted.get("start_date"):
        raise EventError("start_date is missing: an event takes place on a day")
    page = EventPage(translation_key=uid, locale=index.locale, slug=_free_slug(index, wanted["title"]), **wanted)
    add_published(parent=index, page=page)
    return page


def _same(page: EventPage, name: str, value: Any) -> bool:
    current = getattr(page, name)
    field: Any = page._meta.get_field(name)
    if name == "body":  # blocks made from raw data get ids of their own
        return [block["value"] for block in current.raw_data] == [
            block["value"] for block in field.to_python(value).raw_data
        ]
    return bool(current == (value if field.is_relation else field.to_python(value)))


def _free_slug(index: EventIndexPage, title: str) -> str:
    taken = set(Page.objects.child_of(index).values_list("slug", flat=True))
    base = slugify(title)[:80] or "event"
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
