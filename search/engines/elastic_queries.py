"""What is asked of Elasticsearch: mapping, questions and facets; the only module that imports elasticsearch-dsl.

It is spelt `elasticsearch.dsl`, the name it has from version 9 on: moving there is one line of pyproject.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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

from search.analysis import LANGUAGES, normalise
from search.analysis.elastic import analysis_settings
from search.engines.contract import LAST_OFFSET, EngineDownError, Facet, FacetValue, SearchRequest
from search.engines.query import Query, boost_of, needed
from search.enums import FACETS, Order
from search.models import SearchDocument

__all__ = ["PUBLISHED", "InitiativeSearch", "MultiSearch", "Search"]

WEIGHTS = {"title": 10, "teaser": 4, "labels": 2, "body": 1}
# Above the number of values of any facet: then counts are exact, on any number of shards, at no cost.
SIZE = 1000
LAST_YEAR = 9999
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


def question(search: Search, request: SearchRequest, query: Query) -> Search:
    """The question without its facets, asked of `search`."""
    search = search.extra(track_total_hits=True)
    conditions = _conditions(request)
    if query:
        search = search.query("bool", must=[_words(request, query)], filter=[PUBLISHED, *conditions])
    elif conditions:
        search = search.query("bool", filter=conditions)
    else:
        search = search.params(request_cache=True)
    search = search.sort(*_sort(request, query))
    if request.after is not None:
        search = search.extra(search_after=[request.after.key, request.after.id])
    return search.extra(size=request.limit, **{"from": 0 if request.after else request.offset})


def suggestions(search: Search, typed: str, language: str) -> Search:
    """Titles with words that begin like those typed, in any language."""
    per_language = [
        Q("match", **{f"title.{code}.grams": {"query": typed, "operator": "and", "boost": boost_of(code, language)}})
        for code in LANGUAGES
    ]
    query = Q("bool", must=[Q("dis_max", queries=per_language)], filter=[PUBLISHED])
    return search.query(query).sort("_score", "-published_at", "id")


def similar_to(search: Search, document: SearchDocument, language: str, *, frequent: int) -> Search:
    """Others that share words which at most `frequent` documents have, or a theme."""
    alike = Q(
        "more_like_this",
        # Labels would only find the Cité's other ones.
        fields=[f"{name}.{code}" for code in document.languages for name in ("title", "teaser", "body")],
        like=[{"_index": search._index[0], "_id": str(document.pk)}],
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
    return search.query(query).sort("_score", "id")


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
                boost=boost_of(code, request.language),
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


def no_facets(request: SearchRequest) -> tuple[Facet, ...]:
    """Facets of a question that nothing can answer: what is filtered by, at zero."""
    chosen = request.chosen()
    return tuple(
        Facet(spec.name, tuple(FacetValue(value, 0, selected=True) for value in chosen.get(spec.name, ())))
        for spec in FACETS
    )
