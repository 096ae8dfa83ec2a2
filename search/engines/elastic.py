"""The engine of Elasticsearch: the network's accepted initiatives.

What is unpublished is overwritten by a tombstone, never deleted: markers of deletion don't survive a clean restart,
and a late older write would bring the document back. See `docs/search.md`.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import streaming_bulk

from search.analysis import normalise
from search.engines.contract import (
    Cursor,
    EngineDownError,
    Facet,
    FacetValue,
    Health,
    Hit,
    Progress,
    SearchRequest,
    SearchResponse,
)
from search.engines.elastic_queries import (
    PUBLISHED,
    InitiativeSearch,
    MultiSearch,
    Search,
    index_body,
    no_facets,
    question,
    similar_to,
    source_of,
    suggestions,
)
from search.engines.query import Query, parse
from search.enums import Order
from search.models import SearchDocument

CHUNK = 500
STAMP = "%Y%m%d%H%M%S%f"
# The distance of what has no place; the server tells it and doesn't take it back.
NOWHERE = "Infinity"
# A page that waited in vain is still answered within a second.
READ_SECONDS = 0.6
READ_SECONDS_OF_SEVERAL = 0.4
WRITE_SECONDS = 30.0
# What the indices are is asked before every write: a node that hangs must not hold the worker for long.
ASK_SECONDS = 5.0
# The outbox tries again by itself, later each time: inside one bulk a full queue is waited for 0.25, 0.5 and 1 s.
BULK_BACK_OFF = 0.25
# What says that the engine is in trouble; other refusals are errors of ours and are raised as such.
IN_TROUBLE = frozenset({429, 502, 503, 504})


class ElasticEngine:
    """Reads through the alias; writes to indices by name, for while one is built there are two."""

    name = "elasticsearch"

    def __init__(self, urls: Sequence[str], *, prefix: str, connections: int = 40) -> None:
        self.alias = f"{prefix}-initiatives"
        several = len(urls) > 1
        common: dict[str, Any] = {"connections_per_node": connections, "retry_on_status": ()}
        self.reads = Elasticsearch(
            list(urls),
            request_timeout=READ_SECONDS_OF_SEVERAL if several else READ_SECONDS,
            max_retries=1 if several else 0,
            retry_on_timeout=several,
            dead_node_backoff_factor=30,
            **common,
        )
        self.writes = Elasticsearch(list(urls), request_timeout=WRITE_SECONDS, max_retries=2, **common)
        self.asks = self.writes.options(request_timeout=ASK_SECONDS)

    def search(self, request: SearchRequest) -> SearchResponse:
        if request.cite_id is not None:
            raise ValueError("Elasticsearch holds the network's initiatives; a Cité's own are asked of the database.")
        query = parse(request.text)
        if request.text.strip() and not query:
            return SearchResponse(total=0, engine=self.name, facets=no_facets(request))
        with _told():
            response = InitiativeSearch(self._asked(request, query), request).execute()
            return self._answer(request, response)

    def totals(self, requests: Sequence[SearchRequest]) -> list[int]:
        asked = MultiSearch(using=self.reads, index=self.alias)
        for request in requests:
            counting = replace(request, limit=0, with_facets=False, order=Order.RECENT)
            query = parse(request.text)
            search = InitiativeSearch(self._asked(counting, query), counting).build_search()
            asked = asked.add(search if query or not request.text.strip() else search.query("match_none"))
        with _told():
            return [response.hits.total.value for response in asked.execute()] if requests else []

    def suggest(self, text: str, *, language: str, cite_id: int | None = None, limit: int = 8) -> list[int]:
        typed = normalise(text)[:100].strip()
        if len(typed) < 2:
            return []
        return self._ids(suggestions(self._all(), typed, language)[:limit])

    def similar(self, document: SearchDocument, *, language: str, limit: int = 3) -> list[int]:
        with _told():
            frequent = max(3, round(self._documents() * 0.2))
        return self._ids(similar_to(self._all(), document, language, frequent=frequent)[:limit])

    def health(self) -> Health:
        try:
            status = self.reads.cluster.health(index=self.alias)
            return Health(self.name, ok=True, documents=self._documents(), detail=str(status["status"]))
        except (ApiError, TransportError) as error:
            return Health(self.name, ok=False, detail=_sentence(error))

    def upsert(self, documents: Sequence[SearchDocument]) -> None:
        """Write to every index in use.

        Raises:
            EngineDownError: something hasn't arrived; what has is there, and sending it again is harmless.
        """
        refused = self.send(documents, self.live_indices())
        if refused:
            raise EngineDownError(f"{len(refused)} documents were refused: {next(iter(refused.values()))}")

    def send(self, documents: Sequence[SearchDocument], indices: Sequence[str]) -> dict[int, str]:
        """Write to these indices; answers what was refused, by document number.

        A version that is there already, or a newer one, is no refusal.
        """
        actions = (
            {
                "_op_type": "index",
                "_index": index,
                "_id": str(document.pk),
                "version": document.seq,
                "version_type": "external",
                "_source": source_of(document),
            }
            for document in documents
            for index in indices
        )
        return self._bulk(actions, harmless={409})

    def delete(self, documents: Sequence[SearchDocument]) -> None:
        """Take documents out unless a newer version has come."""
        actions = [
            {
                "_op_type": "delete",
                "_index": index,
                "_id": str(document.pk),
                "version": document.seq,
                "version_type": "external_gte",
            }
            for document in documents
            for index in self.live_indices()
        ]
        self._bulk(actions, harmless={404, 409})

    def rebuild(self, documents: Iterable[SearchDocument], *, total: int, progress: Progress) -> None:
        """A new index beside the live one, then one switch of the alias; what stood behind it is dropped.

        Changes made meanwhile must be sent to both: `search.services.reindex` sees to that.
        """
        index = self.create_index()
        done = 0
        for batch in _batches(documents):
            self.send(batch, [index])
            done += len(batch)
            progress(done, total)
        for old in self.switch(index):
            self.drop_index(old)

    def create_index(self) -> str:
        """A new empty index, named after its mapping and the time."""
        body = index_body()
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:8]
        name = f"{self.alias}-{digest}-{timezone.now().astimezone(datetime.UTC):{STAMP}}"
        with _told():
            self.writes.indices.create(index=name, **body)
        return name

    @staticmethod
    def made_at(index: str) -> datetime.datetime | None:
        """When an index was made, by its name; None where `create_index` didn't name it."""
        try:
            return datetime.datetime.strptime(index.rsplit("-", 1)[1], STAMP).replace(tzinfo=datetime.UTC)
        except ValueError:
            return None

    def live_indices(self) -> list[str]:
        """The indices behind the alias."""
        with _told():
            if not self.asks.indices.exists_alias(name=self.alias):
                return []
            return sorted(self.asks.indices.get_alias(name=self.alias))

    def own_indices(self) -> list[str]:
        """Every index of this installation."""
        with _told():
            return sorted(self.asks.indices.get(index=f"{self.alias}-*", expand_wildcards="open"))

    def switch(self, index: str) -> list[str]:
        """Put an index behind the alias instead of those there, in one act; answers the former ones."""
        with _told():
            self.writes.indices.refresh(index=index)
            former = [name for name in self.live_indices() if name != index]
            actions: list[dict[str, Any]] = [{"remove": {"index": name, "alias": self.alias}} for name in former]
            actions.append({"add": {"index": index, "alias": self.alias}})
            self.writes.indices.update_aliases(actions=actions)
        return former

    def drop_index(self, index: str) -> None:
        """Delete an index; nothing where there is none."""
        with _told():
            self.writes.indices.delete(index=index, ignore_unavailable=True)

    def refresh(self) -> None:
        """Make what was written visible now; for tools and tests, never in a request."""
        with _told():
            self.writes.indices.refresh(index=self.alias, ignore_unavailable=True)

    def versions(self, index: str, ids: Sequence[int]) -> dict[int, tuple[int, bool]]:
        """Version and `published` of documents in an index; those it lacks are left out."""
        if not ids:
            return {}
        with _told():
            found = self.writes.mget(index=index, ids=[str(number) for number in ids], source=["published"])
        return {
            int(item["_id"]): (item["_version"], item["_source"]["published"])
            for item in found["docs"]
            if item["found"]
        }

    def _bulk(self, actions: Iterable[dict[str, Any]], *, harmless: set[int]) -> dict[int, str]:
        refused: dict[int, str] = {}
        with _told():
            for done, item in streaming_bulk(
                self.writes,
                actions,
                chunk_size=CHUNK,
                max_retries=3,
                initial_backoff=BULK_BACK_OFF,
                raise_on_error=False,
                raise_on_exception=True,
            ):
                outcome = next(iter(item.values()))
                if not done and outcome["status"] not in harmless:
                    refused[int(outcome["_id"])] = str(outcome.get("error", outcome["status"]))[:500]
        return refused

    def _all(self) -> Search:
        return Search(using=self.reads, index=self.alias).source(False)

    def _ids(self, search: Search) -> list[int]:
        with _told():
            return [int(hit.meta.id) for hit in search.execute()]

    def _documents(self) -> int:
        return int(self.reads.count(index=self.alias, query=PUBLISHED.to_dict())["count"])

    def _asked(self, request: SearchRequest, query: Query) -> Search:
        if request.after is not None:
            request.after.check(engine=self.name, order=request.order)
            if request.order == Order.RELEVANCE and query:
                request = replace(request, after=self._moved(request, request.after, query))
        return question(self._all(), request, query)

    def _moved(self, request: SearchRequest, after: Cursor, query: Query) -> Cursor:
        """The cursor where its document is by now."""
        alone = question(self._all(), replace(request, after=None, limit=1, offset=0), query)
        found = [float(hit.meta.sort[0]) for hit in alone.filter("ids", values=[str(after.id)]).execute()]
        return replace(after, key=after.place_now(found[0] if found else None))

    def _answer(self, request: SearchRequest, response: Any) -> SearchResponse:
        hits = tuple(Hit(int(hit.meta.id), float(hit.meta.score or 0)) for hit in response)
        facets: tuple[Facet, ...] = ()
        if request.with_facets:
            facets = tuple(
                Facet(name, tuple(FacetValue(*value) for value in values)) for name, values in response.facets.items()
            )
        total = response.hits.total.value
        cursor = None
        if hits and (len(hits) == request.limit) and request.offset + len(hits) < total:
            key = response.hits[-1].meta.sort[0]
            if key != NOWHERE:
                cursor = Cursor(self.name, request.order, key, hits[-1].id)
        return SearchResponse(total=total, hits=hits, facets=facets, engine=self.name, cursor=cursor)


def _batches(documents: Iterable[SearchDocument]) -> Iterator[list[SearchDocument]]:
    iterator = iter(documents)
    while batch := list(islice(iterator, CHUNK)):
        yield batch


@contextmanager
def _told() -> Iterator[None]:
    """Trouble of the server or on the way is an `EngineDownError`; a question it refuses is an error of ours."""
    try:
        yield
    except TransportError as error:
        raise EngineDownError(_sentence(error)) from error
    except ApiError as error:
        if error.status_code in IN_TROUBLE or "index_not_found" in str(error):
            raise EngineDownError(_sentence(error)) from error
        raise


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
