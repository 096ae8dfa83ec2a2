"""What a file says of an initiative: labels for people, codes for programs. Nothing that its card or page doesn't."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.enums import MODE
from portal.upstream.spreadsheets import harmless
from search.selectors.cards import Card
from search.selectors.labels import Labels

Cell = str | int | float | None
Address = Callable[[int, str], str]
CITE = "cite"
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Row:
    """An initiative in a file: its card, and how names and addresses are made. `here` makes a Cité's address."""

    card: Card
    labels: Labels
    address: Address

    def names(self, facet: str, values: str | Sequence[str]) -> str:
        """What people call these values; a Cité by its full name."""
        every = [values] if isinstance(values, str) else values
        return BETWEEN.join(self._name(facet, value) for value in every if value)

    def _name(self, facet: str, value: str) -> str:
        face = self.labels.face(value) if facet == CITE else None
        return face.name if face else self.labels.label(facet, value)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its heading for people, and what stands in it for either."""

    name: str
    heading: str | Promise
    data: Callable[[Row], Any]
    cell: Callable[[Row], Cell]


def _same(name: str, heading: str | Promise, value: Callable[[Row], Any]) -> Column:
    return Column(name, heading, value, value)


def _named(name: str, facet: str, heading: str | Promise, value: Callable[[Row], str | Sequence[str]]) -> Column:
    """A value of a vocabulary, or several: codes for programs, names for people."""
    return Column(name, heading, value, lambda row: row.names(facet, value(row)))


def _partners(row: Row) -> list[dict[str, str]]:
    return [{"name": partner["name"], "url": partner["url"]} for partner in row.card.facts.get("partners", ())]


COLUMNS = (
    _same("title", gettext_lazy("Title"), lambda row: row.card.title),
    _same("summary", gettext_lazy("Summary"), lambda row: row.card.teaser),
    _named("cite", CITE, gettext_lazy("Cité"), lambda row: row.card.cite_slug),
    _named("country", "country", gettext_lazy("Country"), lambda row: row.card.country),
    _same("first_year", gettext_lazy("First year"), lambda row: row.card.first_year),
    _same("last_year", gettext_lazy("Last year"), lambda row: row.card.last_year),
    _named("stage", "stage", gettext_lazy("Stage"), lambda row: row.card.stage),
    _named("poles", "pole", gettext_lazy("The person’s question"), lambda row: row.card.poles),
    _named("audiences", "audience", gettext_lazy("Audience"), lambda row: row.card.audiences),
    _named("modes", "mode", MODE, lambda row: row.card.modes),
    _same("place", gettext_lazy("Place"), lambda row: row.card.facts.get("place", "")),
    _same("latitude", gettext_lazy("Latitude"), lambda row: row.card.latitude),
    _same("longitude", gettext_lazy("Longitude"), lambda row: row.card.longitude),
    _named("partner_cites", CITE, gettext_lazy("Partner Cités"), lambda row: row.card.facts.get("partner_cites", ())),
    Column(
        "partners",
        gettext_lazy("Partners"),
        _partners,
        lambda row: BETWEEN.join(partner["name"] for partner in _partners(row)),
    ),
    _named("language", "language", gettext_lazy("Language of the sheet"), lambda row: row.card.language),
    _named(
        "languages",
        "language",
        gettext_lazy("All its languages, the original’s first"),
        lambda row: [words.language for words in row.card.every],
    ),
    _same("source", gettext_lazy("Source"), lambda row: row.card.facts.get("source", "")),
    _same("source_url", gettext_lazy("Address of the source"), lambda row: row.card.facts.get("source_url", "")),
    Column(
        "demonstration",
        gettext_lazy("Demonstration text"),
        lambda row: row.card.demonstration,
        lambda row: _("yes") if row.card.demonstration else _("no"),
    ),
    _same("url", gettext_lazy("Address of the sheet"), lambda row: row.address(row.card.cite_id, row.card.path)),
    _same("uid", gettext_lazy("Identifier"), lambda row: str(row.card.uid)),
)


def headings() -> list[str]:
    """The first row of a table, in the language at hand."""
    return [str(column.heading) for column in COLUMNS]


def cells(row: Row) -> list[Cell]:
    """A row of a table, in the language at hand. No text of it can be taken for a formula."""
    return [harmless(value) if isinstance(value, str) else value for value in (column.cell(row) for column in COLUMNS)]


def data(row: Row) -> dict[str, Any]:
    """The same for a program."""
    return {column.name: column.data(row) for column in COLUMNS}
