"""The wall for a big screen: the newest cards, of one Cité or of one event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.engines import engine
from search.engines.contract import FacetValue, SearchRequest
from search.enums import Order
from search.params import WallParams
from search.selectors.cards import Card, cards_of
from search.selectors.labels import Labels
from search.selectors.occasions import Occasion, occasions

# Six screens of six: what a passer-by may see in two minutes.
MOST = 36


class UnknownChoiceError(LookupError):
    """A Cité or an event that the wall doesn't know."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A Cité or an event to choose the cards by."""

    value: str
    label: str
    language: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Wall:
    """Everything the screen shows. `total` counts what there is, of which `cards` are the newest."""

    cards: tuple[Card, ...]
    total: int
    cites: tuple[Choice, ...]
    events: tuple[Choice, ...]

    @property
    def chosen(self) -> list[Choice]:
        """What the cards are chosen by."""
        return [choice for choice in (*self.cites, *self.events) if choice.selected]


def wall(params: WallParams, *, language: str, labels: Labels, cite_id: int | None) -> Wall:
    """The wall of the network, or of one Cité's own site. Three queries.

    Raises:
        UnknownChoiceError: no such Cité is in the network, or no initiative belongs to such an event.
    """
    face = labels.face(params.cite) if params.cite else None
    if params.cite and (face is None or cite_id not in (None, face.id)):
        raise UnknownChoiceError(params.cite)
    events = occasions(language=language, cite_id=cite_id)
    event = next((event for event in events if event.key == params.event), None)
    if params.event and event is None:
        raise UnknownChoiceError(params.event)
    if event is not None and event.documents:
        numbers, total, slugs = _of_event(params, event)
    else:
        wanted = {params.cite, event.cite if event else ""} - {""}
        numbers, total, slugs = _newest(wanted, language, cite_id)
        # An event whose Cité shows nothing would be an empty wall.
        events = [one for one in events if one.documents or one.cite in slugs or one is event]
    return Wall(
        cards=tuple(cards_of(numbers, language=language, cite_id=cite_id)),
        total=total,
        cites=tuple(_cites(slugs, labels, params)) if cite_id is None else (),
        events=tuple(Choice(one.key, one.title, one.language, one.key == params.event) for one in events),
    )


def _newest(wanted: set[str], language: str, cite_id: int | None) -> tuple[list[int], int, Sequence[str]]:
    """Numbers, how many there are, and the Cités that have some; of all the Cités wanted at once, of any where none
    is."""
    if len(wanted) > 1:  # another Cité's event
        return [], 0, sorted(wanted)
    found = engine().search(
        SearchRequest(
            language=language,
            cite_id=cite_id,
            filters={"cite": tuple(wanted)} if wanted and cite_id is None else {},
            order=Order.RECENT,
            limit=MOST,
        )
    )
    counted: Sequence[FacetValue] = found.facet("cite").values
    return [hit.id for hit in found.hits], found.total, [value.value for value in counted]


def _of_event(params: WallParams, event: Occasion) -> tuple[list[int], int, Sequence[str]]:
    numbers = [number for number in event.newest() if params.cite in ("", event.documents[number][0])]
    return numbers[:MOST], len(numbers), sorted({slug for slug, _published in event.documents.values()})


def _cites(slugs: Sequence[str], labels: Labels, params: WallParams) -> Iterator[Choice]:
    """By name; the one chosen is among them, whatever it has."""
    known = {slug: labels.face(slug) for slug in {*slugs, params.cite} - {""}}
    faces = sorted((face for face in known.values() if face), key=lambda face: face.short_name.casefold())
    for face in faces:
        yield Choice(face.slug, face.short_name, face.name_language, face.slug == params.cite)
