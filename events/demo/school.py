"""The 2019 spring school: every fact of its printed programme, none invented; summaries are words of our own.

The programme was printed in French. The pages of the hub's other languages have titles and a notice of their
own and show its words in French, marked as such.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.html import format_html
from wagtail.models import Locale, Page

from events.demo.programme import Data, load_programme, sentence, stream, typographic
from events.models import Edition, EditionPage, PracticalEditionPage, SessionPage, Slot
from events.services import release_programme
from portal.demo import DemoContext, read_data
from portal.tenancy.models import Network
from portal.tenancy.services.pages import add_published
from portal.tenancy.services.provision.starters import HUB_UID

PROGRAMME = "events/data/spring-school-2019.json"
PAGES = "events/data/spring-school-2019-pages.json"
SLUG = "spring-school-2019"
RELEASE = "Programme imprimé"


@transaction.atomic
def load_school(context: DemoContext) -> None:
    """Load the edition and release its programme once; what the event team has released since is left alone."""
    data, pages = read_data(PROGRAMME), read_data(PAGES)
    edition = Edition.objects.filter(uid=data["edition"]["uid"]).first()
    if edition is None or not edition.releases.exclude(name=RELEASE).exists():
        edition = load_programme(data)
        release_programme(edition=edition, name=RELEASE)
    context.say(f"  Sessions: {len(data['sessions'])}, people: {len(data['persons'])}")
    network = Network.objects.select_related("container").get()
    for home in Page.objects.child_of(network.container).select_related("locale"):
        words = pages.get(home.locale.language_code)
        if words is not None:
            page = _edition_page(home, edition, data, words)
            _practical_page(page, data["edition"], words["practical"])
            if home.locale.language_code == edition.language:
                _session_pages(page, data["sessions"], data["persons"])
    context.say(f"  Pages: {Page.objects.filter(slug=SLUG).count()} of the edition, one per session")


def page_key(name: str) -> uuid.UUID:
    """The translation key of a page of the edition."""
    return uuid.uuid5(HUB_UID, f"{SLUG}/{name}")


def _ensure(model: type[Page], name: str, *, parent: Page, slug: str, **values: Any) -> Any:
    """The page of this name in its parent's language; one that is there stays as it is."""
    locale = Locale.objects.get(pk=parent.locale_id)
    page = model._default_manager.filter(translation_key=page_key(name), locale=locale).first()
    if page is None:
        page = model(locale=locale, translation_key=page_key(name), slug=slug, **values)
        add_published(parent=parent, page=page)
    return page


def _edition_page(home: Page, edition: Edition, data: Data, words: Data) -> Any:
    entry, editorial = data["edition"], data["editorial"]
    is_own = home.locale.language_code == edition.language
    return _ensure(
        EditionPage,
        "edition",
        parent=home,
        slug=SLUG,
        title=words["title"],
        lead=words.get("lead") or typographic(entry["summary"]),
        notice=words["notice"],
        text_language="" if is_own else edition.language,
        edition=edition,
        show_in_menus=True,
        dates_line=typographic(entry["dates_as_printed"]),
        occasion=typographic(entry["occasion"]),
        cover="\n".join(typographic(line) for line in [entry["title_as_printed"], *entry["cover_as_printed"]]),
        days=stream("day", [_day(day) for day in data["days"]]),
        editorial_title=typographic(editorial["title"]),
        editorial=format_html("<p>{}</p>", typographic(editorial["summary"])),
        authors=stream("author", [_author(author) for author in editorial["authors"]]),
        facts=stream("fact", [{"text": sentence(fact["fact"])} for fact in entry["facts"]]),
    )


def _day(day: Data) -> Data:
    return {
        "number": day["day"],
        "title": typographic(day["title"]),
        "kind": sentence(day["kind"]),
        "summary": typographic(day["summary"]),
        "mention": day["registration"]["note_as_printed"] or "",
        "format": day.get("format_as_printed") or "",
    }


def _author(author: Data) -> Data:
    announced = [author, *author["other_affiliations"]]
    return {
        "name": author["name"],
        "functions": [typographic(f"{one['function']}, {one['organisation']}") for one in announced],
    }


def _practical_page(page: Page, entry: Data, words: Data) -> None:
    _ensure(
        PracticalEditionPage,
        "practical",
        parent=page,
        slug="pratique",
        title=words["title"],
        lead=words["lead"],
        languages_note=typographic(entry["languages_note"]),
        venue_note="\n".join(typographic(note) for note in entry["venue"]["notes"]),
    )


def _remarks(entry: Data, persons: dict[str, Data]) -> list[str]:
    """What is remarkable about the source: of the session, then of its people."""
    found = list(entry["notes"])
    for speaker in entry["speakers"]:
        notes = [*speaker.get("notes", []), *persons[speaker["person"]].get("notes", [])]
        found += [f"{speaker['name']} : {note}" for note in notes]
    return [typographic(note) for note in found]


def _session_pages(page: Page, sessions: list[Data], people: list[Data]) -> None:
    persons = {entry["id"]: entry for entry in people}
    slots = {slot.code: slot for slot in Slot.objects.filter(code__in=[entry["id"] for entry in sessions])}
    for entry in sessions:
        place = entry["place"] or {}
        _ensure(
            SessionPage,
            entry["id"],
            parent=page,
            slug=entry["id"],
            slot=slots[entry["id"]],
            title=sentence(entry["title"]),
            label=sentence(entry["label"]),
            subtitle=sentence(entry["subtitle"]),
            lead=typographic(entry["summary"]),
            audience=sentence(entry["audience"]),
            place=typographic(place.get("as_printed")),
            places="\n".join(typographic(part) for part in entry["parts"]),
            mention=entry["registration"]["note_as_printed"] or "",
            capacity_note=entry["capacity_note_as_printed"] or "",
            format=entry.get("format_as_printed") or "",
            printed_time=entry["time_as_printed"] or "",
            printed_title=entry["title_as_printed"],
            remarks="\n".join(_remarks(entry, persons)),
        )
