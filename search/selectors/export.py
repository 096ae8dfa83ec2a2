"""Everything a question finds, batch by batch: what the result page shows twenty of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.engines import database_engine, engine
from search.engines.contract import BadCursorError, SearchEngine, SearchRequest, SearchResponse
from search.enums import Match, Step
from search.params import Params
from search.selectors.ladder import answer
from search.selectors.listing import problems, request_of
from search.selectors.towns import place_asked

BATCH = 500
# A larger result is narrowed first: a file of it takes longer than a server may.
MOST = 20_000


class UnreadableQuestionError(ValueError):
    """Something of the question couldn't be read; the sentences say what."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Found:
    """How many initiatives a question finds, and the request that goes through them."""

    total: int
    request: SearchRequest
    first: SearchResponse


def found_by(params: Params, *, language: str, cite_id: int | None) -> Found:
    """What the result page of this question shows, corrected spelling and all.

    Raises:
        UnreadableQuestionError: the page would show a message; a file can't.
    """
    place = place_asked(params.near, cite_id=cite_id)
    sentences = problems(params, place)
    if sentences:
        raise UnreadableQuestionError(sentences)
    asked = request_of(params, place, language=language, cite_id=cite_id)
    asked = replace(asked, limit=BATCH, offset=0, with_facets=False)
    found = answer(asked, exact=params.exact)
    match = Match.SOME if found.step == Step.SOME else Match.ALL
    return Found(found.response.total, replace(asked, text=found.shown, match=match), found.response)


def numbers_of(found: Found) -> Iterator[list[int]]:
    """The numbers of all documents found, in order, each once.

    Where the engine that began fails, the database's begins again and what was given is left out.
    """
    source: SearchEngine = engine()
    response, given = found.first, set[int]()
    while True:
        numbers = [hit.id for hit in response.hits if hit.id not in given]
        given.update(numbers)
        if numbers:
            yield numbers
        if response.cursor is None:
            return
        try:
            response = source.search(replace(found.request, after=response.cursor))
        except BadCursorError:
            source = database_engine()
            response = source.search(found.request)
