"""Loads generated documents into Elasticsearch and asks; run in the portal's project, without its database."""

from __future__ import annotations

import statistics
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from random import Random
from typing import Any

import django

from bench.questions import FILTERS, KINDS, WORD
from bench.report import percentile

CHUNK = 500
SENDERS = 2
PLAN = {"cites": 60, "languages": ("fr", "en", "it", "pt", "es", "ca"), "seed": 1}
SAMPLE_OF = 2000


def main() -> None:
    """`<url> <documents> <questions> <rounds> [fresh]`."""
    django.setup()
    from search.engines.contract import EngineDownError  # noqa: PLC0415  # needs the app registry

    url, size, questions, rounds, fresh = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5] == "fresh"
    try:
        _measure(url, size=size, questions=questions, rounds=rounds, fresh=fresh)
    except EngineDownError as error:
        sys.exit(f"Elasticsearch: {error}")


def _measure(url: str, *, size: int, questions: int, rounds: int, fresh: bool) -> None:
    engine, maker = _engine(url, size), _maker()
    # Those that aren't public too, which the engine's own count leaves out.
    held = engine.asks.count(index=engine.alias)["count"] if engine.live_indices() else 0
    if fresh or held != size:
        _load(engine, maker, size)
    requests = _requests(maker, questions, size)
    for request in requests[: questions // 4]:
        engine.search(request)
    engine.told.clear()
    walls = []
    for request in requests * rounds:
        started = time.perf_counter()
        engine.search(request)
        walls.append(time.perf_counter() - started)
    print(
        f"Elasticsearch, {size} documents, {len(requests)} questions with 8 facets, {rounds} times: "
        f"took {_spread(engine.told)}, with the client {_spread([1000 * wall for wall in walls])}; "
        f"hits median {statistics.median(engine.totals):.0f}"
    )
    print(f"The index is kept for the next run; --fresh makes it anew. To take it away, delete {engine.alias}-*.")


def _spread(values: Sequence[float]) -> str:
    low, high = percentile(values, 0.5), percentile(values, 0.95)
    return f"p50 {low:.0f} ms, p95 {high:.0f} ms, at most {max(values):.0f} ms"


def _engine(url: str, size: int) -> Any:
    from search.engines.elastic import ElasticEngine  # noqa: PLC0415

    class Watched(ElasticEngine):
        """Notes what the node says it took, and waits for answers that the portal would do without."""

        def __init__(self) -> None:
            super().__init__([url], prefix=f"bench-{size}")
            self.reads = self.writes
            self.told: list[float] = []
            self.totals: list[int] = []

        def _answer(self, request: Any, response: Any) -> Any:
            self.told.append(response.took)
            answer = super()._answer(request, response)
            self.totals.append(answer.total)
            return answer

    return Watched()


def _maker() -> Any:
    from cities.models import Audience, Pole  # noqa: PLC0415
    from cities.models.terms import LANGUAGES  # noqa: PLC0415
    from portal.demo import read_data  # noqa: PLC0415
    from search.services.generate import Plan, plan_cites  # noqa: PLC0415
    from search.services.generate.documents import Maker  # noqa: PLC0415

    data = read_data("cities/data/vocabularies.json")
    poles, audiences = (
        [model(slug=entry["slug"], **{f"name_{code}": entry[code] for code in LANGUAGES}) for entry in data[key]]
        for model, key in ((Pole, "poles"), (Audience, "audiences"))
    )
    plan = Plan(**PLAN)  # type: ignore[arg-type]  # as they stand above
    return Maker(plan, plan_cites(plan), poles=poles, audiences=audiences)


def _load(engine: Any, maker: Any, size: int) -> None:
    """Documents are made while those before them are sent: the two cost about the same."""
    for name in engine.own_indices():
        engine.drop_index(name)
    index, done, started = engine.create_index(), 0, time.monotonic()
    told, waiting = started, deque[tuple[Future[dict[Any, Any]], int]]()
    with ThreadPoolExecutor(SENDERS) as senders:
        for batch in _batches(maker.documents(size)):
            waiting.append((senders.submit(engine.send, batch, [index]), len(batch)))
            while len(waiting) > SENDERS:
                done += _sent(*waiting.popleft())
            if time.monotonic() - told > 10:
                told = time.monotonic()
                print(f"Loading: {done} of {size}, {done / (told - started):.0f} a second", flush=True)
        while waiting:
            done += _sent(*waiting.popleft())
    engine.switch(index)
    print(f"Loaded: {done} in {time.monotonic() - started:.0f} s", flush=True)


def _sent(answer: Future[dict[Any, Any]], count: int) -> int:
    if refused := answer.result():
        sys.exit(f"Elasticsearch refused {len(refused)} documents: {next(iter(refused.values()))}")
    return count


def _batches(documents: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(documents, CHUNK)):
        yield batch


def _requests(maker: Any, count: int, size: int) -> Sequence[Any]:
    """Questions drawn from the documents, as for the databases: none finds nothing."""
    from search.engines.contract import SearchRequest  # noqa: PLC0415

    rng = Random(1)
    wanted = set(rng.sample(range(min(size, SAMPLE_OF)), min(count, size)))
    documents = [document for number, document in enumerate(maker.documents(max(wanted) + 1)) if number in wanted]
    requests = []
    for number, document in enumerate(documents):
        code = document.languages[0]
        words = WORD.findall(document.texts[code]["body"])
        kind = KINDS[number % len(KINDS)]
        text = {
            "word": rng.choice(words),
            "title": rng.choice(WORD.findall(document.cards[code]["title"]) or words),
            "two words": " ".join(rng.sample(words, 2)),
            "word and place": f"{rng.choice(words)} {document.facts['place']}",
        }[kind]
        values = {name: document.facet_values()[name][0] for name in FILTERS}
        filters = {name: (values[name],) for name in rng.sample(FILTERS, number // len(KINDS) % 3)}
        requests.append(SearchRequest(text=text.lower(), language=code, filters=filters))
    return requests


if __name__ == "__main__":
    main()
