"""A search that is followed, by feed or by mail: exactly its words and filters, what came into sight last first.

Nothing is corrected and no word left out, as the page of results would where it finds nothing: what is followed stays
what was asked for.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from search.engines import database_engine
from search.engines.contract import SearchRequest
from search.enums import FACET_NAMES
from search.facets import is_known, unknown_values
from search.params import RADII, SHOWN, Params, parse_params
from search.places import PlaceFound
from search.selectors.cards import Card, cards_of
from search.selectors.labels import Labels
from search.selectors.listing import chips_of, problems, request_of
from search.selectors.towns import place_asked

# Where, below a page of initiatives, one asks for mails.
FOLLOW = "follow/mail/"
PARAMETERS = ("q", "exact", *FACET_NAMES, "near", "radius", "year_from", "year_to", *SHOWN)


@dataclass(frozen=True, slots=True)
class Followed:
    """A question, the language its answers are shown in, and the Cité on whose site it was asked; None on the hub."""

    params: Params
    language: str
    cite_id: int | None

    @classmethod
    def read(cls, query: str, *, language: str, cite_id: int | None) -> Followed:
        """From a query as `Params.canonical` writes it."""
        return cls(parse_params(QueryDict(query)), language, cite_id)

    @property
    def query(self) -> str:
        """The one way to write it, without the question mark."""
        return self.params.canonical().removeprefix("?")

    def place(self) -> PlaceFound | None:
        """What "near" means."""
        return place_asked(self.params.near, cite_id=self.cite_id)

    def request(self) -> SearchRequest:
        return request_of(self.params, self.place(), language=self.language, cite_id=self.cite_id)

    def newest(self, *, since: datetime.datetime | None = None, limit: int) -> list[int]:
        """Numbers of the documents that answer, those first that came into sight last; with `since` the later ones.

        Two queries, one without words.
        """
        return database_engine().newest(self.request(), since=since, limit=limit)

    def cards(self, ids: Collection[int]) -> list[Card]:
        """Cards of these documents, as far as anyone may see them now; one query."""
        return cards_of(list(ids), language=self.language, cite_id=self.cite_id)

    def since(self, card: Card) -> datetime.datetime | None:
        """Since when a card can be seen here."""
        return card.network_since if self.cite_id is None else card.site_since

    def words(self, labels: Labels) -> str:
        """What is asked, as a person would say it; empty for everything."""
        said = [_("“%(text)s”") % {"text": self.params.text}] if self.params.text else []
        return ", ".join([*said, *(chip.words for chip in chips_of(self.params, labels, self.place()))])

    def outline(self, labels: Labels) -> str:
        """The same without anything that a person typed, for whom may not have asked it: closed vocabularies alone."""
        frame, filters = labels.frame, self.params.filters
        known = {
            name: tuple(value for value in values if frame and is_known(name, value, frame))
            for name, values in filters.items()
        }
        said = [_("certain words")] if self.params.text else []
        said += [chip.words for chip in chips_of(replace(self.params, filters=known), labels, None)]
        return ", ".join([*said, *([_("near a place")] if self.params.near else [])])

    def problems(self, labels: Labels) -> list[str]:
        """What of it nobody can follow, in sentences: unlike a page, a feed can't show what it made of it."""
        found = problems(self.params, self.place())
        found += unknown_values(self.params, labels.frame).values()
        return found


def problems_of_query(query: QueryDict) -> Iterator[str]:
    """What of an address isn't part of any search: names that nobody knows, values that were read as another."""
    for name in query:
        if name not in PARAMETERS:
            yield _("The parameter “%(name)s” isn’t known. Known are: %(known)s.") % {
                "name": name[:80],
                "known": ", ".join(PARAMETERS),
            }
    radius = query.get("radius", "")
    if radius and radius not in {str(each) for each in RADII}:
        yield _("The radius is one of %(known)s kilometres.") % {"known": ", ".join(map(str, RADII))}
