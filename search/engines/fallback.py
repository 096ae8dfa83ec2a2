"""Asking another engine where the first one doesn't answer, without waiting for it every time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from search.engines.contract import (
    EngineDownError,
    Health,
    Progress,
    SearchEngine,
    SearchRequest,
    SearchResponse,
)
from search.models import SearchDocument

Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


class Breaker:
    """After a failure nobody asks for `pause` seconds, so that the questions of one page don't each wait in vain;
    after `limit` failures in a row for `wait` seconds. Then one caller tries, the others go on falling back. One for
    the process."""

    def __init__(
        self,
        *,
        limit: int = 3,
        pause: float = 1.0,
        wait: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limit, self.pause, self.wait, self.clock = limit, pause, wait, clock
        self.failures = 0
        self._until = 0.0
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether callers are being kept away."""
        return self.failures > 0 and self.clock() < self._until

    def allows(self) -> bool:
        """Whether this caller may ask."""
        with self._lock:
            if not self.failures:
                return True
            if self.clock() < self._until:
                return False
            self._until = self.clock() + self._hold()
            return True

    def success(self) -> None:
        """It answered."""
        with self._lock:
            self.failures = 0

    def failure(self) -> None:
        """It didn't."""
        with self._lock:
            self.failures += 1
            self._until = self.clock() + self._hold()

    def _hold(self) -> float:
        return self.wait if self.failures >= self.limit else self.pause


class FallbackEngine:
    """Reads of `first`, or of `second` where it fails: then the answer says `degraded`.

    What a Cité's own site lists is always `second`'s: `first` holds the network's only. Writes are `second`'s, in the
    transaction; `first` gets them from the outbox.
    """

    def __init__(self, first: SearchEngine, second: SearchEngine, breaker: Breaker) -> None:
        self.first, self.second, self.breaker = first, second, breaker
        self.name = first.name

    def search(self, request: SearchRequest) -> SearchResponse:
        if request.cite_id is not None:
            return self.second.search(request)
        answer, degraded = self._ask(lambda engine: engine.search(request))
        return replace(answer, degraded=True) if degraded else answer

    def totals(self, requests: Sequence[SearchRequest]) -> list[int]:
        if any(request.cite_id is not None for request in requests):
            return self.second.totals(requests)
        return self._ask(lambda engine: engine.totals(requests))[0]

    def suggest(self, text: str, *, language: str, cite_id: int | None = None, limit: int = 8) -> list[int]:
        if cite_id is not None:
            return self.second.suggest(text, language=language, cite_id=cite_id, limit=limit)
        return self._ask(lambda engine: engine.suggest(text, language=language, limit=limit))[0]

    def similar(self, document: SearchDocument, *, language: str, limit: int = 3) -> list[int]:
        return self._ask(lambda engine: engine.similar(document, language=language, limit=limit))[0]

    def upsert(self, documents: Sequence[SearchDocument]) -> None:
        self.second.upsert(documents)

    def delete(self, documents: Sequence[SearchDocument]) -> None:
        self.second.delete(documents)

    def rebuild(self, documents: Iterable[SearchDocument], *, total: int, progress: Progress) -> None:
        self.second.rebuild(documents, total=total, progress=progress)

    def health(self) -> Health:
        return self.first.health()

    def _ask(self, question: Callable[[SearchEngine], Answer]) -> tuple[Answer, bool]:
        if self.breaker.allows():
            try:
                answer = question(self.first)
            except EngineDownError as error:
                self.breaker.failure()
                log.warning("%s doesn't answer, %s does: %s", self.first.name, self.second.name, error)
            else:
                self.breaker.success()
                return answer, False
        return question(self.second), True
