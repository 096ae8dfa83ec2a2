"""A page of results: the answer with its cards, facets, chips and addresses, ready for a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from portal.templatetags.portal import language_name
from search.engines.contract import Near, SearchRequest
from search.enums import FACETS, Order, Step
from search.facets import NETWORK_FACETS, legend, unknown_place
from search.models.document import NONE
from search.params import LAST_PAGE, SHOWN, Params
from search.places import PlaceFound
from search.selectors.cards import Card, cards_of
from search.selectors.labels import Labels, said_of
from search.selectors.ladder import EVERY_FILTER, Answer, Help, answer
from search.selectors.towns import place_asked

PER_PAGE = 20
SHOWN_AT_ONCE = 8
PAGES_AROUND = 2
PLACES_OFFERED = 5
# Filters that are no facets, and what takes them off.
OTHER_FILTERS: dict[str, dict[str, Any]] = {
    "near": {"near": ""},
    "years": {"year_from": None, "year_to": None},
    EVERY_FILTER: {"filters": {}, "near": "", "year_from": None, "year_to": None},
}


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet. `url` adds it to the question, or takes it away."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet with the values shown at once and those behind "more"."""

    name: str
    legend: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the result, as a sentence has it and with the name of its filter, and the address
    without it."""

    words: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """Another place of the name that was asked for, and the address that asks for it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """An entry of the pagination; without an address it is a gap."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of an empty result: what it does, and how many initiatives it leads to."""

    label: str
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything a page of results shows."""

    params: Params
    answer: Answer
    cards: tuple[Card, ...]
    facets: tuple[FacetView, ...]
    chips: tuple[Chip, ...]
    pages: tuple[PageLink, ...]
    orders: tuple[tuple[str, str, bool], ...]
    hidden: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    place: PlaceFound | None
    errors: tuple[str, ...]
    elsewhere: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.answer.response.total

    @property
    def is_corrected(self) -> bool:
        return self.answer.step == Step.CORRECTED

    @property
    def is_partial(self) -> bool:
        return self.answer.step == Step.SOME

    @property
    def exact_url(self) -> str:
        """The same question, with the spelling meant."""
        return self.params.address(exact=True)

    @property
    def meant_url(self) -> str:
        """The question in the spelling offered."""
        return self.params.address(text=self.answer.meant, exact=False)

    @property
    def followed(self) -> Params:
        """The question to follow: with the spelling that found something."""
        return replace(self.params, text=self.answer.shown) if self.is_corrected else self.params

    @property
    def previous_url(self) -> str:
        """The page before, if there is one."""
        return self.params.address(page=self.params.page - 1) if self.cards and self.params.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The next page, if there is one."""
        last = len(self.pages) and self.pages[-1]
        return self.params.address(page=self.params.page + 1) if last and not last.is_current else ""

    @property
    def last_shown(self) -> int:
        """On the last page there is, how many results the pages show where there are more; else 0."""
        most = LAST_PAGE * PER_PAGE
        return most if self.cards and self.params.page == LAST_PAGE and self.total > most else 0

    @property
    def other_places(self) -> tuple[PlaceLink, ...]:
        """Other places of the name that was asked for."""
        if self.place is None:
            return ()
        return tuple(
            PlaceLink(self.place.label(town), self.params.address(near=self.place.asked(town)))
            for town in self.place.others[:PLACES_OFFERED]
        )

    @property
    def active(self) -> int:
        """How many filters there are."""
        return len(self.chips)

    @property
    def all_url(self) -> str:
        """The words without any filter."""
        return Params(text=self.params.text, exact=self.params.exact).address()

    @property
    def first(self) -> int:
        """The place of the first card among all."""
        return (self.params.page - 1) * PER_PAGE + 1

    @property
    def is_beyond(self) -> bool:
        """Whether the list ends before this page."""
        return bool(self.total) and not self.cards and self.params.page > 1

    @property
    def first_url(self) -> str:
        """The first page of the same question."""
        return self.params.address(page=1)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked: the page then shows everything, newest first."""
        return not self.params.text and not self.params.is_filtered


def listing(params: Params, *, language: str, labels: Labels, cite_id: int | None) -> Listing:
    """Answer a question put by an address, for the network or for one Cité's own site."""
    place = place_asked(params.near, cite_id=cite_id)
    request = request_of(params, place, language=language, cite_id=cite_id)
    found = answer(request, exact=params.exact)
    cards = cards_of(
        [hit.id for hit in found.response.hits],
        language=language,
        text=found.shown,
        cite_id=cite_id,
        near=request.near,
    )
    return Listing(
        params=params,
        answer=found,
        cards=tuple(cards),
        facets=tuple(_facets(params, found, labels, own=cite_id is not None)),
        chips=tuple(chips_of(params, labels, place)),
        pages=tuple(_pages(params, found.response.total)),
        orders=tuple(_orders(params, place)),
        hidden=tuple(pair for pair in params.pairs() if pair[0] not in SHOWN),
        ways=tuple(_ways(params, found.help, labels)),
        place=place,
        errors=tuple(problems(params, place)),
        elsewhere=_elsewhere(found, cards, language),
    )


def problems(params: Params, place: PlaceFound | None) -> list[str]:
    """What of a question couldn't be read, in sentences."""
    found = [*params.errors.values()]
    if params.near and place is None:
        found.append(unknown_place(params.near))
    return found


def _elsewhere(found: Answer, cards: Sequence[Card], language: str) -> tuple[str, ...]:
    """The languages that hold the words, where the reader's isn't among them; by name, in the order they come."""
    codes = list(dict.fromkeys(card.language for card in cards)) if found.request.text else []
    return () if language in codes else tuple(language_name(code) for code in codes)


def request_of(params: Params, place: PlaceFound | None, *, language: str, cite_id: int | None) -> SearchRequest:
    """The question as an engine is asked, for one page of the result."""
    near = Near(place.latitude, place.longitude, radius_km=params.radius) if place else None
    order = params.order or (Order.DISTANCE if near and not params.text else Order.RELEVANCE)
    filters = params.filters
    if cite_id is not None:
        filters = {name: values for name, values in filters.items() if name not in NETWORK_FACETS}
    return SearchRequest(
        text=params.text,
        language=language,
        cite_id=cite_id,
        filters=filters,
        year_from=params.year_from,
        year_to=params.year_to,
        near=near,
        order=order,
        limit=PER_PAGE,
        offset=(params.page - 1) * PER_PAGE,
    )


def _facets(params: Params, found: Answer, labels: Labels, *, own: bool) -> Iterator[FacetView]:
    for spec in FACETS:
        if own and spec.name in NETWORK_FACETS:
            continue
        options = [
            Option(
                value=row.value,
                label=labels.label(spec.name, row.value),
                count=row.count,
                selected=row.selected,
                url=(params.without if row.selected else params.with_value)(spec.name, row.value),
            )
            for row in labels.ordered(spec.name, found.response.facet(spec.name).values)
        ]
        if any(option.count or option.selected for option in options):
            yield FacetView(spec.name, legend(spec.name), *_split(options))


def _split(options: Sequence[Option]) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Those shown at once: the first ones, and all that are filtered by. One more isn't worth a click."""
    if len(options) <= SHOWN_AT_ONCE + 1:
        return tuple(options), ()
    first = [option for place, option in enumerate(options) if place < SHOWN_AT_ONCE or option.selected]
    return tuple(first), tuple(option for option in options if option not in first)


def chips_of(params: Params, labels: Labels, place: PlaceFound | None) -> Iterator[Chip]:
    """What narrows the result, as a person calls it."""
    for name, values in params.filters.items():
        for value in values:
            named = labels.named(name, value)
            yield Chip(named if value == NONE else labels.label(name, value), named, params.without(name, value))
    if place is not None:
        words = _("%(km)s km around %(place)s") % {"km": params.radius, "place": place.name}
        yield Chip(words, said_of(legend("near"), words), params.address(near=""))
    if params.year_from is not None or params.year_to is not None:
        span = f"{params.year_from or '…'}–{params.year_to or '…'}"
        yield Chip(span, said_of(legend("years"), span), params.address(year_from=None, year_to=None))


def _pages(params: Params, total: int) -> Iterator[PageLink]:
    """At most seven entries: first, last, the current one with its neighbours, gaps between."""
    last = min((total + PER_PAGE - 1) // PER_PAGE, LAST_PAGE)
    shown = sorted(
        {1, last, *range(params.page - PAGES_AROUND + 1, params.page + PAGES_AROUND)} & set(range(1, last + 1))
    )
    before = 0
    for number in shown if last > 1 else ():
        if number - before > 1:
            yield PageLink("…", "", is_current=False)
        yield PageLink(str(number), params.address(page=number), is_current=number == params.page)
        before = number


def _orders(params: Params, place: PlaceFound | None) -> Iterator[tuple[str, str, bool]]:
    """Orders that mean something here: value, name, whether it is the current one."""
    offered = [
        *([Order.RELEVANCE] if params.text else []),
        *([Order.DISTANCE] if place else []),
        Order.RECENT,
        Order.YEAR,
        Order.TITLE,
    ]
    current = params.order if params.order in offered else offered[0]
    for order in offered:
        yield order.value, str(order.label), order == current


def _ways(params: Params, helped: Help, labels: Labels) -> Iterator[Way]:
    """Addresses that find something where this one finds nothing."""
    for drop in helped.drop:
        words = _("without any filter")
        if drop.name != EVERY_FILTER:
            words = _("without “%(filter)s”") % {"filter": _narrowing(params, drop.name, labels)}
        changes = OTHER_FILTERS.get(drop.name)
        yield Way(words, drop.total, params.address(**changes) if changes else params.without(drop.name))
    for code, total in helped.languages:
        words = _("in %(language)s") % {"language": labels.label("language", code)}
        yield Way(words, total, params.address(filters={**params.filters, "language": (code,)}))


def _narrowing(params: Params, name: str, labels: Labels) -> str:
    values = params.filters.get(name, ())
    said = labels.named if NONE in values else labels.label
    return ", ".join(said(name, value) for value in values) if values else legend(name)


def themes(found: Listing, labels: Labels) -> list[Way]:
    """Themes to begin with where nothing was found."""
    blank = Params()
    return [
        Way(labels.label("pole", slug), total, blank.with_value("pole", slug))
        for slug, total in found.answer.help.themes
    ]
