"""The addresses of a search: what they may say, and how they are written. Language-neutral, so that switching the
language keeps the question; in one order, so that one question has one address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from search.enums import FACET_NAMES, MAX_TEXT, Order

FIRST_YEAR, LAST_YEAR = 1900, 2100
RADII = (10, 25, 50, 100, 300)
DEFAULT_RADIUS = 50
MAX_VALUES = 40
MAX_VALUE = 80
LAST_PAGE = 500
# Those that say how the answer is shown and not what is asked.
SHOWN = ("sort", "page")


@dataclass(frozen=True, slots=True)
class Params:
    """A question as an address puts it. What couldn't be read is left out, with a sentence in `errors`, or in `ignored`
    where the question is the same without it. `typed` are years and place as they were written."""

    text: str = ""
    exact: bool = False
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    near: str = ""
    radius: int = DEFAULT_RADIUS
    order: Order | None = None
    page: int = 1
    errors: Mapping[str, str] = field(default_factory=dict)
    ignored: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of everything that differs from an empty question, in the canonical order."""
        found = [("q", self.text)] if self.text else []
        if self.text and self.exact:
            found.append(("exact", "1"))
        found += [(name, value) for name in FACET_NAMES for value in sorted(self.filters.get(name, ()))]
        if self.near:
            found += [("near", self.near), ("radius", str(self.radius))]
        for name, year in (("year_from", self.year_from), ("year_to", self.year_to)):
            if year is not None:
                found.append((name, str(year)))
        if self.order:
            found.append(("sort", self.order.value))
        if self.page > 1:
            found.append(("page", str(self.page)))
        return found

    def address(self, **changes: Any) -> str:
        """The query of this question with changes, from the first page on unless `page` is among them: "?q=…"."""
        values = {name: getattr(self, name) for name in self.__slots__}
        query = urlencode(Params(**{**values, "page": 1, **changes}).pairs())
        return f"?{query}" if query else "?"

    def canonical(self) -> str:
        """The query that stands for this question, however it is sorted and paged; empty for none."""
        return _query([pair for pair in self.pairs() if pair[0] not in SHOWN])

    def canonical_page(self) -> str:
        """The same for this page of the answer: each has an address of its own, in the usual order. In another order
        the first page stands for all."""
        return self.canonical() if self.order else _query(self.pairs())

    @property
    def fields(self) -> dict[str, str]:
        """What the fields of the form hold: what was written, understood or not."""
        read = {"near": self.near, "year_from": self.year_from or "", "year_to": self.year_to or ""}
        return {name: str(value or self.typed.get(name, "")) for name, value in read.items()}

    def without(self, name: str, value: str | None = None) -> str:
        """The address without a value of a facet, or without the whole facet."""
        kept = () if value is None else tuple(each for each in self.filters.get(name, ()) if each != value)
        return self.address(filters={**self.filters, name: kept})

    def with_value(self, name: str, value: str) -> str:
        """The address with a value added to a facet."""
        return self.address(filters={**self.filters, name: (*self.filters.get(name, ()), value)})

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words narrows the result."""
        return any(self.filters.values()) or bool(self.near) or self.year_from is not None or self.year_to is not None

    @property
    def is_for_robots(self) -> bool:
        """Whether search engines may list the answer: themes may, what people type and combinations may not."""
        values = sum(len(values) for values in self.filters.values())
        plain = not (self.text or self.near or self.year_from is not None or self.year_to is not None)
        return plain and values <= 1 and not self.errors


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}" if pairs else ""


class _Reader:
    """Reads one value after the other and collects what is wrong with them."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.errors: dict[str, str] = {}
        self.ignored: dict[str, str] = {}

    def text(self, name: str, longest: int) -> str:
        return " ".join(self.query.get(name, "").replace("\x00", "").split())[:longest]

    def number(self, name: str, low: int, high: int) -> int | None:
        value = self.text(name, 20)
        if not value:
            return None
        # `isdecimal` lets “²” pass where `isdigit` would.
        if not (value.isascii() and value.isdecimal()) or not low <= int(value) <= high:
            self.errors[name] = _("Write a year from %(low)s to %(high)s.") % {"low": low, "high": high}
            return None
        return int(value)

    def values(self, name: str) -> tuple[str, ...]:
        found = (value.replace("\x00", "").strip()[:MAX_VALUE] for value in self.query.getlist(name))
        return tuple(dict.fromkeys(value for value in found if value))[:MAX_VALUES]

    def one_of(self, name: str, known: Sequence[Any], read: Callable[[str], Any], default: Any) -> Any:
        text = self.text(name, 20)
        try:
            value = read(text)
        except ValueError:
            value = None
        if value in known:
            return value
        if text:
            self.ignored[name] = _("“%(value)s” was left out: %(name)s.") % {"value": text, "name": _shown_as(name)}
        return default


def _shown_as(name: str) -> str:
    return {"sort": _("order"), "page": _("page of results"), "radius": _("distance")}[name]


def parse_params(query: QueryDict) -> Params:
    """Read an address. Values of facets and places are kept, known or not (`search.facets.understood`)."""
    reader = _Reader(query)
    first = reader.number("year_from", FIRST_YEAR, LAST_YEAR)
    last = reader.number("year_to", FIRST_YEAR, LAST_YEAR)
    if first is not None and last is not None and last < first:
        reader.errors["year_to"] = _("%(first)s comes after %(last)s: neither year was applied.") % {
            "first": first,
            "last": last,
        }
        first = last = None
    filters = {name: values for name in FACET_NAMES if (values := reader.values(name))}
    return Params(
        text=reader.text("q", MAX_TEXT),
        exact=bool(reader.text("exact", 1)),
        filters=filters,
        year_from=first,
        year_to=last,
        near=reader.text("near", 80),
        radius=reader.one_of("radius", RADII, int, DEFAULT_RADIUS),
        order=reader.one_of("sort", list(Order), Order, None),
        page=reader.one_of("page", range(1, LAST_PAGE + 1), int, 1),
        errors=reader.errors,
        ignored=reader.ignored,
        typed={name: reader.text(name, 20) for name in ("year_from", "year_to")} if reader.errors else {},
    )


@dataclass(frozen=True, slots=True)
class WallParams:
    """What a wall shows: all, or what belongs to one Cité (its slug) and one event (its identifier)."""

    cite: str = ""
    event: str = ""
    error: str = ""

    @property
    def query(self) -> str:
        """The query that asks for it: "?cite=…", or nothing."""
        pairs = [(name, value) for name, value in (("cite", self.cite), ("event", self.event)) if value]
        return _query(pairs)


def parse_wall_params(query: QueryDict) -> WallParams:
    """Read the address of a wall. What can't be an event is refused with a sentence."""
    reader = _Reader(query)
    cite, event = reader.text("cite", MAX_VALUE), reader.text("event", MAX_VALUE)
    try:
        return WallParams(cite, str(UUID(event)) if event else "")
    except ValueError:
        return WallParams(error=_("This address names no event: its identifier isn’t one."))
