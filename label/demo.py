"""The label's facts in the demonstration network: histories, memberships, the hub's articles and documents.

All from public sources, which are shown; none is demonstration text. See `label/data`.
"""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale, Page

from cities.enums import DatePrecision
from label.models import (
    LabelDocumentEdition,
    LabelDocumentPage,
    LabelEvent,
    LabelIndexPage,
    MembershipEvent,
)
from label.services.events import record_event
from label.starters import INDEX
from portal.demo import DemoContext, read_data, register_demo
from portal.models import ArticlePage
from portal.tenancy.models import Cite, Network
from portal.tenancy.services.pages import add_published
from portal.tenancy.services.provision.starters import HUB_UID

HISTORIES = "label/data/timelines.json"
PAGES = "label/data/pages.json"
MODELS: dict[str, type[Page]] = {"article": ArticlePage, "index": LabelIndexPage, "document": LabelDocumentPage}
PRECISIONS = {1: DatePrecision.YEAR, 2: DatePrecision.MONTH, 3: DatePrecision.DAY}


def register() -> None:
    """Register the steps with `manage.py demo`."""
    register_demo("histories of the label", load_histories, order=40, facts=True)
    register_demo("pages about network and label", load_pages, order=41, facts=True)


def dated(text: str) -> tuple[datetime.date, DatePrecision]:
    """A date of the data files, "2021", "2019-05" or "2018-03-05", with its precision."""
    parts = [int(part) for part in text.split("-")]
    year, month, day = [*parts, 1, 1][:3]
    return datetime.date(year, month, day), PRECISIONS[len(parts)]


@transaction.atomic
def load_histories(context: DemoContext) -> None:
    """Record the events that are missing; those that are there are the label team's and stay as they are."""
    data = read_data(HISTORIES)
    cites = Cite.objects.in_bulk(field_name="slug")
    entries: list[tuple[type[LabelEvent | MembershipEvent], dict[str, Any]]] = [
        *[(LabelEvent, entry) for entry in in_order(data["label"])],
        *[(MembershipEvent, entry) for entry in data["membership"]],
    ]
    for slug in sorted({entry["cite"] for _model, entry in entries} - set(cites)):
        context.say(f"  {slug}: not in the register of Cités, its history is left out")
    added = 0
    for model, entry in entries:
        if entry["cite"] in cites:
            added += _record(context, model, cites[entry["cite"]], entry, data["sources"])
    context.say(f"  Events: {len(entries)}, added: {added}")


def in_order(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Along the path, so that each event may stand when it comes: the rules look at what is recorded so far."""
    ranks = LabelEvent.machine.ranks
    return sorted(entries, key=lambda entry: (entry["cite"], dated(entry["date"])[0], ranks[entry["kind"]]))


def _record(
    context: DemoContext,
    model: type[LabelEvent | MembershipEvent],
    cite: Cite,
    entry: dict[str, Any],
    sources: dict[str, str],
) -> int:
    date, precision = dated(entry["date"])
    same = {"cite": cite, "kind": entry["kind"], "date": date, "date_precision": precision}
    if model._default_manager.filter(**same).exists():
        return 0
    values = {name: entry[name] for name in ("session", "note", "note_en") if name in entry}
    source = " ; ".join(sources[key] for key in entry["sources"])
    try:
        record_event(event=model(**same, source=source, **values))
    except ValidationError as error:
        context.say(f"  {cite.slug}, {entry['date']}, {entry['kind']}: {' '.join(error.messages)}")
        return 0
    return 1


@transaction.atomic
def load_pages(context: DemoContext) -> None:
    """Add the articles and documents that are missing, and fill the label's page where nobody has written on it."""
    network = Network.objects.select_related("container").get()
    data = read_data(PAGES)
    keys = {entry["key"]: entry for entry in data}
    added = 0
    for home in Page.objects.child_of(network.container).select_related("locale"):
        pages: dict[str, Page] = {"home": home}
        for entry in keys.values():
            words = entry["languages"].get(home.locale.language_code)
            if words is None or entry["parent"] not in pages:
                continue
            page = _find(entry["key"], home.locale)
            if page is None:
                page = _add(entry, words, parent=pages[entry["parent"]], locale=home.locale)
                added += 1
            elif isinstance(page, LabelIndexPage) and not page.body:
                page.lead = words["lead"]
                setattr(page, "body", _stream(words["body"]))  # noqa: B010  # a stream takes its raw text, its type doesn't say so
                page.save_revision().publish(log_action=None)
            pages[entry["key"]] = page
    context.say(f"  Pages: {sum(len(entry['languages']) for entry in data)}, added: {added}")


def page_key(name: str) -> uuid.UUID:
    """The translation key of a page of the data file, the starter's for the label's page."""
    return uuid.uuid5(HUB_UID, INDEX if name == "label" else f"label-{name}")


def _find(name: str, locale: Locale) -> Page | None:
    page = Page.objects.filter(translation_key=page_key(name), locale=locale).first()
    return page.specific if page else None


def _stream(texts: list[str]) -> str:
    return json.dumps([{"type": "text", "value": text} for text in texts])


def _add(entry: dict[str, Any], words: dict[str, Any], *, parent: Page, locale: Locale) -> Page:
    page = MODELS[entry["kind"]](
        title=words["title"],
        slug=words["slug"],
        lead=words["lead"],
        body=_stream(words["body"]),
        locale=locale,
        translation_key=page_key(entry["key"]),
    )
    if isinstance(page, LabelDocumentPage):
        page.editions = [
            _edition(edition, f"{entry['key']}/{number}", number, locale)
            for number, edition in enumerate(entry["editions"])
        ]
    return add_published(parent=parent, page=page)


def _edition(entry: dict[str, Any], name: str, order: int, locale: Locale) -> LabelDocumentEdition:
    date, precision = dated(entry["date"]) if entry["date"] else (None, DatePrecision.DAY)
    return LabelDocumentEdition(
        name=entry["names"][locale.language_code],
        effective_date=date,
        date_precision=precision,
        language=entry["language"],
        source=entry["source"],
        sort_order=order,
        locale=locale,
        translation_key=page_key(f"edition/{name}"),
    )
