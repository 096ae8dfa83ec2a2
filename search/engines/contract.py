"""The seam: what every engine is asked and answers. Pages, API and tools know nothing else of an engine."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.enums import Match, Order
from search.models import SearchDocument

# Beyond it one goes on with a cursor.
LAST_OFFSET = 10_000
HIGHEST = 2**63 - 1
# By so much of its score a document is moved by its own change rather than by those of others.
OWN_MOVE = 0.2


@dataclass(frozen=True, slots=True)
class Near:
    """Around a point: WGS 84 degrees, and how far in kilometres; without a radius only the distance is told."""

    latitude: float
    longitude: float
    radius_km: float | None = None


class BadCursorError(ValueError):
    """A cursor that no answer gave, or one of another engine or order."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where an answer ended: what was sorted by, and the last document. It goes on there whatever came meanwhile.

    By relevance `key` is the score of then (`place_now`).
    """

    engine: str
    order: str
    key: float | str
    id: int

    def __str__(self) -> str:
        values = [self.engine, self.order, self.key, self.id]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read what `str()` wrote.

        Raises:
            BadCursorError: it wrote something else.
        """
        try:
            engine, order, key, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (RecursionError, TypeError, ValueError) as error:
            raise BadCursorError(text) from error
        if not (isinstance(engine, str) and isinstance(order, str) and isinstance(number, int) and _is_number(number)):
            raise BadCursorError(text)
        if not isinstance(key, str) and not _is_number(key):
            raise BadCursorError(text)
        return cls(engine, order, key, number)

    def check(self, *, engine: str, order: str) -> None:
        """Refuse to go on in another order or on another engine, whose scores aren't comparable.

        Raises:
            BadCursorError: that is asked.
        """
        if (self.engine, self.order) != (engine, order):
            raise BadCursorError(str(self))

    def place_now(self, key: float | None) -> float | str:
        """Where to go on by relevance, `key` being what this document has by now; None where it isn't found any more.

        Every publication moves all scores a little, for they weigh a word by how many documents hold it: the document
        moves with its neighbours, so going on after it loses none. A great move is its own, for it was changed.
        """
        if key is None or isinstance(self.key, str) or abs(key - self.key) > OWN_MOVE * abs(self.key):
            return self.key
        return key


def _is_number(value: object) -> bool:
    """Whether a column could hold it."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -HIGHEST <= value <= HIGHEST


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question. Values of one facet are joined by OR, facets by AND; everything else always applies.

    `cite_id` asks for what a Cité's own site lists, accepted by the network or not, unless `accepted_only`; without
    it the network's.
    `after` is the `cursor` of the answer before.
    """

    text: str = ""
    language: str = "fr"
    cite_id: int | None = None
    accepted_only: bool = False
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    near: Near | None = None
    order: Order = Order.RELEVANCE
    match: Match = Match.ALL
    limit: int = 20
    offset: int = 0
    after: Cursor | None = None
    with_facets: bool = True

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The facets that are filtered by, with their values."""
        return {name: tuple(values) for name, values in self.filters.items() if values}


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found: its number and score, comparable within one answer only."""

    id: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value, how many documents it would leave or add, and whether it is filtered by."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """Values with a count above zero, and those filtered by; in no particular order."""

    name: str
    values: tuple[FacetValue, ...]

    def count_of(self, value: str) -> int:
        """How many documents a value would leave."""
        return next((found.count for found in self.values if found.value == value), 0)


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """An answer. `total` is exact. `two_stages` says that only the best candidates were ranked by all their words.

    `degraded`: the engine asked first doesn't answer, and another did.
    """

    total: int
    hits: tuple[Hit, ...] = ()
    facets: tuple[Facet, ...] = ()
    engine: str = ""
    two_stages: bool = False
    degraded: bool = False
    cursor: Cursor | None = None

    def facet(self, name: str) -> Facet:
        """A facet by name; without values where none were asked for."""
        return next((facet for facet in self.facets if facet.name == name), Facet(name, ()))


@dataclass(frozen=True, slots=True)
class Health:
    """How an engine is: whether it answers, how many documents it holds, and what it says."""

    name: str
    ok: bool
    documents: int | None = None
    detail: str = ""


class EngineDownError(RuntimeError):
    """The engine doesn't answer in time, or refuses."""


Progress = Callable[[int, int], None]


class SearchEngine(Protocol):
    """What an engine can do. Reads raise `EngineDownError`, and `BadCursorError` where the request brings one."""

    name: str

    def search(self, request: SearchRequest) -> SearchResponse:
        """Documents, facets and total."""

    def totals(self, requests: Sequence[SearchRequest]) -> list[int]:
        """How many documents each question would find."""

    def suggest(self, text: str, *, language: str, cite_id: int | None = None, limit: int = 8) -> list[int]:
        """Documents whose title has words that begin like those typed, best first."""

    def similar(self, document: SearchDocument, *, language: str, limit: int = 3) -> list[int]:
        """Other documents of the network in the same spirit, best first."""

    def upsert(self, documents: Sequence[SearchDocument]) -> None:
        """Take over the current state of documents; tombstones included."""

    def delete(self, documents: Sequence[SearchDocument]) -> None:
        """Forget documents for good; tombstones are forgotten a day after."""

    def rebuild(self, documents: Iterable[SearchDocument], *, total: int, progress: Progress) -> None:
        """Make the index anew from all documents, while reads go on."""

    def health(self) -> Health:
        """How it is; never raises."""
