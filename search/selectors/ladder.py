"""The ladder: all words, corrected spelling, some of the words, nothing with help. The same on every engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.engines import engine, speller
from search.engines.contract import SearchEngine, SearchRequest, SearchResponse
from search.engines.query import needed, parse
from search.engines.spelling import Speller
from search.enums import Match, Step

# Fewer hits than these, and another spelling that has more is offered.
FEW = 3
THEMES = 6
EVERY_FILTER = "all"


@dataclass(frozen=True, slots=True)
class Drop:
    """A filter that could go, and how many initiatives would be found then."""

    name: str
    total: int


@dataclass(frozen=True, slots=True)
class Help:
    """What to try where nothing was found: filters to drop, languages and themes that have something."""

    drop: tuple[Drop, ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    themes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and found, and on which step.

    `shown` is the text the hits were found with: the corrected one on that step. `meant` is offered beside a poor
    answer.
    """

    request: SearchRequest
    response: SearchResponse
    step: Step = Step.ALL
    shown: str = ""
    meant: str = ""
    help: Help = Help()


def answer(request: SearchRequest, *, exact: bool = False) -> Answer:
    """Climb down the ladder until something is found. `exact`: the spelling is meant."""
    return Ladder(engine(), speller()).answer(request, exact=exact)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ladder over an engine and the words that corrections come from."""

    engine: SearchEngine
    speller: Speller

    def answer(self, request: SearchRequest, *, exact: bool = False) -> Answer:
        """Climb down until something is found."""
        response = self.engine.search(request)
        asked = request.text.strip()
        if response.total and asked and not exact and (found := self._slipped(request)):
            return found
        if response.total:
            meant = self._better(request, response.total) if asked and response.total < FEW and not exact else ""
            return Answer(request, response, Step.ALL, shown=asked, meant=meant)
        if asked:
            found = (None if exact else self._corrected(request)) or self._some(request)
            if found is not None:
                return found
        meant = self._better(request, 0) if asked and exact else ""
        return Answer(request, response, Step.NOTHING, shown=asked, meant=meant, help=self._help(request))

    def _totals(self, request: SearchRequest, texts: Sequence[str]) -> list[int]:
        return self.engine.totals([replace(request, text=text, after=None) for text in texts])

    def _better(self, request: SearchRequest, total: int) -> str:
        """Another spelling with more hits; empty where there is none. No query where the words are known."""
        texts = self.speller.proposals(request.text, language=request.language, fresh=False)
        if not texts:
            return ""
        best = max(zip(self._totals(request, texts), texts, strict=True), default=(0, ""), key=lambda each: each[0])
        return best[1] if best[0] > total else ""

    def _slipped(self, request: SearchRequest) -> Answer | None:
        """What was found is in another language and by accident, where a word of the reader's is meant."""
        return self._first_found(request, self.speller.slips(request.text, language=request.language))

    def _corrected(self, request: SearchRequest) -> Answer | None:
        return self._first_found(request, self.speller.proposals(request.text, language=request.language))

    def _first_found(self, request: SearchRequest, texts: Sequence[str]) -> Answer | None:
        if not texts:
            return None
        for text, total in zip(texts, self._totals(request, texts), strict=True):
            if total:
                response = self.engine.search(replace(request, text=text))
                return Answer(request, response, Step.CORRECTED, shown=text)
        return None

    def _some(self, request: SearchRequest) -> Answer | None:
        """Fewer words must be there, where there are enough to leave some out."""
        words = parse(request.text).words.values()
        if all(needed(len(found), Match.SOME) == len(found) for found in words):
            return None
        response = self.engine.search(replace(request, match=Match.SOME))
        return Answer(request, response, Step.SOME, shown=request.text) if response.total else None

    def _help(self, request: SearchRequest) -> Help:
        """Which of the filters stands in the way, and where else there is something."""
        names = list(request.chosen())
        without = [replace(request, filters={**request.filters, name: ()}) for name in names]
        if request.near and request.near.radius_km is not None:
            names.append("near")
            without.append(replace(request, near=None))
        if request.year_from is not None or request.year_to is not None:
            names.append("years")
            without.append(replace(request, year_from=None, year_to=None))
        if len(names) > 1:
            names.append(EVERY_FILTER)
            without.append(replace(request, filters={}, near=None, year_from=None, year_to=None))
        totals = self.engine.totals(without) if without else []
        drop = [Drop(name, total) for name, total in zip(names, totals, strict=True) if total]
        if len(drop) > 1:  # one filter to take off is better advice than all of them
            drop = [each for each in drop if each.name != EVERY_FILTER]
        anywhere = self.engine.search(
            SearchRequest(
                language=request.language, cite_id=request.cite_id, accepted_only=request.accepted_only, limit=0
            )
        )
        languages: tuple[tuple[str, int], ...] = ()
        if request.chosen().get("language"):
            free = self.engine.search(replace(request, limit=0))
            languages = tuple((each.value, each.count) for each in free.facet("language").values if each.count)
        themes = sorted(anywhere.facet("pole").values, key=lambda value: (-value.count, value.value))
        return Help(
            drop=tuple(sorted(drop, key=lambda each: -each.total)),
            languages=languages,
            themes=tuple((theme.value, theme.count) for theme in themes[:THEMES] if theme.value != "none"),
        )
