"""The engine of Elasticsearch: the network's accepted initiatives; the only module that imports its client.

`elasticsearch.dsl` is elasticsearch-dsl under the name it has from version 9 on: moving there is one line of
pyproject. What is unpublished is overwritten by a tombstone, never deleted: markers of deletion don't survive a clean
restart, and a late older write would bring the document back. See `docs/search.md`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.dsl import (
    Boolean,
    Date,
    Document,
    FacetedResponse,
    FacetedSearch,
    GeoPoint,
    Keyword,
    Long,
    MultiSearch,
    Object,
    Q,
    Search,
    Short,
    TermsFacet,
    Text,
)
from elasticsearch.helpers import streaming_bulk

from search.analysis import LANGUAGES, normalise
from search.analysis.elastic import analysis_settings
from search.engines.contract import (
    LAST_OFFSET,
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
from search.engines.query import Query, needed, parse
from search.enums import FACETS, Order
from search.models import SearchDocument

WEIGHTS = {"title": 10, "teaser": 4, "labels": 2, "body": 1}
OWN_LANGUAGE = 1.25
# Above the number of values of any facet: then counts are exact, on any number of shards, at no cost.
SIZE = 1000
CHUNK = 500
LAST_YEAR = 9999
READ_SECONDS = 0.8
READ_SECONDS_OF_SEVERAL = 0.4
WRITE_SECONDS = 30.0
# What says that the engine is in trouble; other refusals are errors of ours and are raised as such.
IN_TROUBLE = frozenset({429, 502, 503, 504})
PUBLISHED = Q("term", published=True)


def _texts(**options: Any) -> Object:
    fields = {code: Text(analyzer=f"{code}_text", **options) for code in LANGUAGES}
    return Object(properties=fields)


def _titles() -> Object:
    grams = {
        code: Text(
            analyzer=f"{code}_text",
            fields={
                "grams": Text(
                    analyzer=f"{code}_grams", search_analyzer=f"{code}_folded", index_options="docs", norms=False
                )
            },
        )
        for code in LANGUAGES
    }
    return Object(properties=grams)


class InitiativeDocument(Document):
    """An initiative with all its published languages; a tombstone has `id` and `published` only."""

    id = Long()
    published = Boolean()
    cite = Keyword(eager_global_ordinals=True)
    country = Keyword(eager_global_ordinals=True)
    pole = Keyword(eager_global_ordinals=True)
    audience = Keyword(eager_global_ordinals=True)
    mode = Keyword(eager_global_ordinals=True)
    stage = Keyword(eager_global_ordinals=True)
    year = Keyword(eager_global_ordinals=True)
    language = Keyword(eager_global_ordinals=True)
    first_year = Short()
    last_year = Short()
    location = GeoPoint()
    published_at = Date()
    title_key = Keyword()
    title = _titles()
    teaser = _texts()
    labels = _texts()
    body = _texts()

    class Index:
        settings = {
            "number_of_shards": 1,
            "number_of_replicas": 1,
            "refresh_interval": "1s",
            "index.max_result_window": LAST_OFFSET + 200,
        }


def index_body() -> dict[str, Any]:
    """Settings and mapping of a new index."""
    mapping = InitiativeDocument._doc_type.mapping.to_dict()
    mapping["dynamic"] = "strict"
    settings = {**InitiativeDocument.Index.settings, "analysis": analysis_settings()}
    return {"settings": settings, "mappings": mapping}


def source_of(document: SearchDocument) -> dict[str, Any]:
    """What is indexed of a document; a tombstone where the network shows nothing of it."""
    if not document.in_network:
        return {"id": document.pk, "published": False}
    years = document.facet_values()["year"]
    source: dict[str, Any] = {
        "id": document.pk,
        "published": True,
        **document.facet_values(),
        "title_key": document.title_key,
        "published_at": document.published_at.isoformat() if document.published_at else None,
        **{name: {} for name in WEIGHTS},
    }
    if years != ["none"]:
        source |= {"first_year": int(years[0]), "last_year": int(years[-1])}
    if document.latitude is not None and document.longitude is not None:
        source["location"] = {"lat": document.latitude, "lon": document.longitude}
    for code in document.languages:
        card, texts = document.cards[code], document.texts[code]
        parts = {"title": card["title"], "teaser": card["teaser"], "labels": texts["labels"], "body": texts["body"]}
        for name, text in parts.items():
            source[name][code] = normalise(text)
    return source


class ExactFacet(TermsFacet):
    """Every value, with exact counts; those filtered by are told even without any document."""

    def __init__(self, field: str) -> None:
        super().__init__(field=field, size=SIZE)

    def get_values(self, data: Any, filter_values: Sequence[str]) -> list[tuple[str, int, bool]]:
        if data.doc_count_error_upper_bound or data.sum_other_doc_count:
            raise EngineDownError("the counts of a facet aren't exact")
        counts = {bucket.key: bucket.doc_count for bucket in data.buckets}
        for value in filter_values:
            counts.setdefault(value, 0)
        return [(value, count, value in filter_values) for value, count in counts.items()]


class ExactFacets(FacetedResponse):
    """Reads the aggregations where `InitiativeSearch.aggregate` put them."""

    @property
    def facets(self) -> dict[str, list[tuple[str, int, bool]]]:
        search, found = self._faceted_search, self.aggregations
        return {
            name: facet.get_values(
                (found[search.key(name)] if search.others(name) else found)[name], search.filter_values.get(name, [])
            )
            for name, facet in search.facets.items()
        }


class InitiativeSearch(FacetedSearch):
    """Disjunctive facets. The stock aggregation wraps each facet in a filter even where nothing is filtered by,
    which costs three times as much at a million documents."""

    facets = {spec.name: ExactFacet(spec.name) for spec in FACETS}

    def __init__(self, base: Search, request: SearchRequest) -> None:
        self.base, self.request = base, request
        super().__init__(None, request.chosen())

    def search(self) -> Search:
        return self.base.response_class(ExactFacets)

    def others(self, name: str) -> list[Any]:
        """The filters that a facet's counts heed: all but its own."""
        return [self._filters[other] for other in self._filters if other != name]

    def key(self, name: str) -> str:
        """The bucket that a facet's counts are in; facets that ignore nothing of their own share one."""
        return f"without_{name}" if name in self._filters else "all"

    def aggregate(self, search: Search) -> None:
        if not self.request.with_facets:
            return
        shared: dict[str, Any] = {}
        for name, facet in self.facets.items():
            where, key = search.aggs, self.key(name)
            if others := self.others(name):
                shared[key] = where = shared.get(key) or where.bucket(key, "filter", filter=Q("bool", filter=others))
            where.bucket(name, facet.get_aggregation())

    def highlight(self, search: Search) -> Search:
        return search

    def query(self, search: Search, query: Any) -> Search:
        return search

    def filter(self, search: Search) -> Search:
        """Facets filter after they are counted. So does `published` where nothing is asked: as a filter that all
        but tombstones pass it would cost six times the search, and tombstones have no values to count."""
        conditions = list(self._filters.values())
        if not self.request.text.strip():
            conditions.append(PUBLISHED)
        return search.post_filter("bool", filter=conditions) if conditions else search


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

    def search(self, request: SearchRequest) -> SearchResponse:
        if request.cite_id is not None:
            raise ValueError("Elasticsearch holds the network's initiatives; a Cité's own are asked of the database.")
        query = parse(request.text)
        if request.text.strip() and not query:
            return SearchResponse(total=0, engine=self.name, facets=_no_facets(request))
        with _told():
            response = InitiativeSearch(self._base(request, query), request).execute()
            return self._answer(request, response)

    def totals(self, requests: Sequence[SearchRequest]) -> list[int]:
        asked = MultiSearch(using=self.reads, index=self.alias)
        for request in requests:
            counting = replace(request, limit=0, with_facets=False, order=Order.RECENT)
            query = parse(request.text)
            search = InitiativeSearch(self._base(counting, query), counting).build_search()
            asked = asked.add(search if query or not request.text.strip() else search.query("match_none"))
        with _told():
            return [response.hits.total.value for response in asked.execute()] if requests else []

    def suggest(self, text: str, *, language: str, cite_id: int | None = None, limit: int = 8) -> list[int]:
        typed = normalise(text)[:100].strip()
        if len(typed) < 2:
            return []
        per_language = [
            Q("match", **{f"title.{code}.grams": {"query": typed, "operator": "and", "boost": _boost(code, language)}})
            for code in LANGUAGES
        ]
        query = Q("bool", must=[Q("dis_max", queries=per_language)], filter=[PUBLISHED])
        return self._ids(self._all().query(query).sort("_score", "-published_at", "id")[:limit])

    def similar(self, document: SearchDocument, *, language: str, limit: int = 3) -> list[int]:
        with _told():
            frequent = max(3, round(self._documents() * 0.2))
        alike = Q(
            "more_like_this",
            # Labels would only find the Cité's other ones.
            fields=[f"{name}.{code}" for code in document.languages for name in ("title", "teaser", "body")],
            like=[{"_index": self.alias, "_id": str(document.pk)}],
            min_term_freq=1,
            min_doc_freq=2,
            max_doc_freq=frequent,
            minimum_should_match=1,
        )
        poles = [Q("constant_score", filter=Q("term", pole=pole), boost=4) for pole in document.poles]
        query = Q(
            "bool",
            must=[Q("bool", should=[alike, *poles], minimum_should_match=1)],
            should=[Q("constant_score", filter=Q("term", language=language), boost=2)],
            must_not=[Q("ids", values=[str(document.pk)])],
            filter=[PUBLISHED],
        )
        return self._ids(self._all().query(query).sort("_score", "id")[:limit])

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
        name = f"{self.alias}-{digest}-{timezone.now():%Y%m%d%H%M%S%f}"
        with _told():
            self.writes.indices.create(index=name, **body)
        return name

    def live_indices(self) -> list[str]:
        """The indices behind the alias."""
        with _told():
            if not self.writes.indices.exists_alias(name=self.alias):
                return []
            return sorted(self.writes.indices.get_alias(name=self.alias))

    def own_indices(self) -> list[str]:
        """Every index of this installation."""
        with _told():
            return sorted(self.writes.indices.get(index=f"{self.alias}-*", expand_wildcards="open"))

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
                self.writes, actions, chunk_size=CHUNK, max_retries=3, raise_on_error=False, raise_on_exception=True
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

    def _base(self, request: SearchRequest, query: Query) -> Search:
        """The question without its facets."""
        search = self._all().extra(track_total_hits=True)
        conditions = _conditions(request)
        if query:
            search = search.query("bool", must=[_words(request, query)], filter=[PUBLISHED, *conditions])
        elif conditions:
            search = search.query("bool", filter=conditions)
        else:
            search = search.params(request_cache=True)
        search = search.sort(*_sort(request, query))
        if request.after is not None:
            request.after.check(engine=self.name, order=request.order)
            search = search.extra(search_after=[request.after.key, request.after.id])
        return search.extra(size=request.limit, **{"from": 0 if request.after else request.offset})

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
            cursor = Cursor(self.name, request.order, key, hits[-1].id)
        return SearchResponse(total=total, hits=hits, facets=facets, engine=self.name, cursor=cursor)


def _words(request: SearchRequest, query: Query) -> Any:
    """In one language at least, all words (or enough of them) over all fields together."""
    per_language = []
    for code, words in query.words.items():
        enough = needed(len(words), request.match)
        how = {"operator": "and"} if enough == len(words) else {"operator": "or", "minimum_should_match": enough}
        per_language.append(
            Q(
                "combined_fields",
                query=" ".join(word.text for word in words),
                fields=[f"{name}.{code}^{weight}" for name, weight in WEIGHTS.items()],
                boost=_boost(code, request.language),
                **how,
            )
        )
    return Q("dis_max", queries=per_language)


def _conditions(request: SearchRequest) -> list[Any]:
    conditions = []
    if request.year_from is not None or request.year_to is not None:
        conditions.append(Q("range", last_year={"gte": max(request.year_from or 1, 1)}))
        conditions.append(Q("range", first_year={"lte": request.year_to or LAST_YEAR}))
    if request.near and request.near.radius_km is not None:
        point = {"lat": request.near.latitude, "lon": request.near.longitude}
        conditions.append(Q("geo_distance", distance=f"{request.near.radius_km}km", location=point))
    return conditions


def _sort(request: SearchRequest, query: Query) -> list[Any]:
    """The same orders as in the database's engines."""
    newest: dict[str, Any] = {"published_at": {"order": "desc", "missing": "_last"}}
    first: Any = newest
    if request.order == Order.YEAR:
        first = {"first_year": {"order": "desc", "missing": "_last"}}
    elif request.order == Order.TITLE:
        first = {"title_key": {"order": "asc", "missing": "_first"}}
    elif request.order == Order.DISTANCE and request.near:
        point = {"lat": request.near.latitude, "lon": request.near.longitude}
        first = {"_geo_distance": {"location": point, "order": "asc", "unit": "km"}}
    elif request.order == Order.RELEVANCE and query:
        first = "_score"
    return [first, "id"]


def _boost(code: str, own: str) -> float:
    return OWN_LANGUAGE if code == own else 1.0


def _no_facets(request: SearchRequest) -> tuple[Facet, ...]:
    chosen = request.chosen()
    return tuple(
        Facet(spec.name, tuple(FacetValue(value, 0, selected=True) for value in chosen.get(spec.name, ())))
        for spec in FACETS
    )


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
