"""Three views of the same: what the public may see, what is shown, and what an index holds."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.test import Client
from elasticsearch.helpers import scan

from cities.enums import Review
from cities.models import Initiative, InitiativePage
from search.engines import database_engine, engine
from search.engines.contract import SearchRequest
from search.engines.elastic import ElasticEngine
from search.models import SearchDocument

Found = TypeVar("Found")
Seen = dict[UUID, set[str]]
SECOND = 1.0


def until(condition: Callable[[], Found], *, seconds: float = 90) -> Found:
    """Wait until something holds; answers it."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)
    return found


@dataclass
class Stopwatch:
    """How long a block took, without the time this thread was ready to go on and another program had the processor.

    The machine is shared; what counts is what the portal waits for and does.
    """

    seconds: float = 0.0
    _begun: float = field(default=0.0, repr=False)
    _kept_waiting: float = field(default=0.0, repr=False)

    def __enter__(self) -> Stopwatch:
        self._kept_waiting, self._begun = _kept_waiting(), time.monotonic()
        return self

    def __exit__(self, *raised: object) -> None:
        self.seconds = time.monotonic() - self._begun - (_kept_waiting() - self._kept_waiting)


def _kept_waiting() -> float:
    """Seconds this thread has waited for a processor (Linux, `Documentation/scheduler/sched-stats.rst`)."""
    return int(Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9


def public_now(client_of: Callable[..., Client]) -> Seen:
    """What a visitor can open: languages of the initiatives whose original answers, asked page by page."""
    opened: defaultdict[UUID, set[str]] = defaultdict(set)
    originals = set(Initiative.objects.values_list("original_id", flat=True))
    with_original: set[UUID] = set()
    for page in InitiativePage.objects.filter(alias_of__isnull=True).select_related("locale"):
        url = page.get_full_url()
        host = urlsplit(url or "").hostname or ""
        slug = host.removesuffix("localhost").removesuffix(".")
        if url is None or client_of(slug).get(urlsplit(url).path).status_code != 200:
            continue
        opened[page.translation_key].add(page.locale.language_code)
        if page.pk in originals:
            with_original.add(page.translation_key)
    return {uid: languages for uid, languages in opened.items() if uid in with_original}


def networks(seen: Seen) -> Seen:
    """Those of them that the network has accepted."""
    accepted = set(Initiative.objects.filter(review=Review.ACCEPTED).values_list("uid", flat=True))
    return {uid: languages for uid, languages in seen.items() if uid in accepted}


def shown_now(client: Client) -> Seen:
    """What the network's list shows."""
    answer = client.get("/api/v3/initiatives/?limit=100")
    assert answer.status_code == 200
    return {UUID(item["uid"]): {words["language"] for words in item["translations"]} for item in answer.json()["items"]}


def is_within(shown: Seen, public: Seen) -> bool:
    """Whether nothing is shown that isn't public."""
    return all(uid in public and languages <= public[uid] for uid, languages in shown.items())


def held(elastic: ElasticEngine) -> dict[int, tuple[int, bool]]:
    """Version and `published` of all documents behind the alias."""
    elastic.refresh()
    found = scan(elastic.writes, index=elastic.alias, version=True, query={"version": True})
    return {int(item["_id"]): (item["_version"], item["_source"]["published"]) for item in found}


def meant() -> dict[int, tuple[int, bool]]:
    """The same of all documents, as the database has them."""
    return {document.pk: (document.seq, document.in_network) for document in SearchDocument.objects.all()}


def agrees(elastic: ElasticEngine) -> bool:
    """Whether an index holds what it should: the version of now of everything, but for tombstones it never needed."""
    found, wanted = held(elastic), meant()
    missing = {number for number, (_seq, published) in wanted.items() if not published} - found.keys()
    return found == {number: state for number, state in wanted.items() if number not in missing}


def answered(text: str = "", **asked: Any) -> tuple[str, bool, int]:
    """Which engine answers a question, whether the answer says that it is degraded, and the total."""
    found = engine().search(SearchRequest(text=text, **asked))
    return found.engine, found.degraded, found.total


def from_elastic(text: str = "") -> int | None:
    """The total if Elasticsearch answers, else None."""
    name, _degraded, total = answered(text)
    return total if name == "elasticsearch" else None


def from_database(text: str = "") -> int:
    """The total of the database's engine."""
    return database_engine().search(SearchRequest(text=text)).total
