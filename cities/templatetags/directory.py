"""The directory of Cités in templates: list, filters and the sheets of the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from cities.selectors import map_marks, map_sheets
from cities.selectors.directory import NetworkDirectory
from cities.selectors.directory_answer import DirectoryAnswer, DirectoryQuery, directory_answer
from portal.countries import country_name
from portal.dates import CAPITALS
from portal.selectors.frames import SiteFrame
from portal.tenancy.middleware import origin
from portal.tenancy.selectors import hosts

register = template.Library()
register.filter("country_name", country_name)
# Under the name of each canonical pôle, as a sign has it.
SENTENCES = {
    "orientation": _("Studies, trades, wishes: where to begin?"),
    "formation": _("Learn a trade, go back to studying, find the money."),
    "emploi": _("Look, apply, prepare for an interview."),
    "evolution": _("Move on, change trade, have your experience recognised."),
    "creation": _("From the idea to the project, with the right support."),
}
# Longer words are no town's name.
LONGEST = 100


@register.filter
def spoken(code: str) -> str:
    """The name of a language in the active one, in the middle of a sentence: "portugais", "Portuguese"."""
    name = str(get_language_info(code)["name_translated"])
    return name if get_language() in CAPITALS else name.lower()


@register.simple_tag(takes_context=True)
def network_directory(context: dict[str, Any]) -> NetworkDirectory | None:
    """All Cités, pôles and markers, from the hub's frame; no query."""
    hub: SiteFrame | None = context.get("hub")
    return hub.parts["directory"] if hub else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the directory and the answer."""

    query: DirectoryQuery
    answer: DirectoryAnswer
    pole_name: str


@register.simple_tag(takes_context=True)
def directory_asked(context: dict[str, Any]) -> Asked:
    """The directory filtered as the address says; an unknown value finds nothing. No query."""
    request: HttpRequest = context["request"]
    directory: NetworkDirectory = context["hub"].parts["directory"]
    language = context["content_language"]
    query = DirectoryQuery(
        words=request.GET.get("q", "")[:LONGEST],
        country=request.GET.get("country", ""),
        language=request.GET.get("language", ""),
        pole=request.GET.get("pole", ""),
    )
    rows = {row.cite_id: row for row in hosts.table().sites.values() if not row.suspended}

    def address(cite_id: int, path: str) -> str:
        row = rows.get(cite_id)
        if row is None:
            return ""
        home = f"/{language if language in row.languages else row.default_language}/"
        return origin(request, row.hostname) + (path or home)

    names = {code: str(get_language_info(code)["name_translated"]) for code, _own in settings.LANGUAGES}
    answer = directory_answer(directory, query, language=language, language_names=names, address=address)
    pole = next((pole for pole in directory.poles if pole.slug == query.pole), None)
    return Asked(query, answer, pole.name(language) if pole else "")


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A sheet of the map with its markers."""

    panel: map_sheets.Panel
    marks: map_marks.PanelMarks


@dataclass(frozen=True, slots=True)
class ShownMap:
    """The sheets to draw. Europe is always drawn; the others where something lies on them."""

    europe: ShownPanel
    dense: ShownPanel | None
    insets: tuple[ShownPanel, ...]
    frame: str
    label_x: float
    label_y: float


@register.simple_tag
def map_of(marks: Iterable[map_marks.PanelMarks]) -> ShownMap:
    """The sheets that show these markers."""
    found = {sheet.slug: ShownPanel(map_sheets.panel(sheet.slug), sheet) for sheet in marks if sheet.markers}
    europe = next(sheet for sheet in marks if sheet.slug == map_sheets.EUROPE.slug)
    x, y = map_sheets.dense_label()
    return ShownMap(
        europe=ShownPanel(map_sheets.EUROPE, europe),
        dense=found.get(map_sheets.DENSE.slug),
        insets=tuple(found[panel.slug] for panel in (*map_sheets.ISLANDS, map_sheets.WORLD) if panel.slug in found),
        frame=map_sheets.dense_frame(),
        label_x=x,
        label_y=y,
    )


@register.simple_tag
def label_box(label: str, middle: float) -> tuple[int, int]:
    """Left edge and width of a box around a label of the map; its letters are bold while it is pointed at."""
    width = round(len(label) * map_marks.LETTER) + 12
    return round(middle - width / 2), width


@register.filter
def pole_name(pole: Any, language: str) -> str:
    """The name of a pôle of the directory in a language."""
    return str(pole.name(language))


@register.filter
def pole_sentence(pole: Any) -> str:
    """What a pôle of the network is for, in a line under its name; empty for one that the network has added."""
    return str(SENTENCES.get(pole.slug, ""))


@register.filter
def names_of_countries(directory: NetworkDirectory) -> str:
    """The countries of the network in a row, the one with most Cités first."""
    return ", ".join(country_name(code) for code in directory.country_codes)


@register.filter
def all_demonstration(items: Iterable[Any]) -> bool:
    """Whether every one of some signs is marked as demonstration: then one mark does for all."""
    return all(item.demonstration for item in items)
