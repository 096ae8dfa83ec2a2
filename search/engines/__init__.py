"""Engines behind one seam.

`database_engine()` is always there and written in the publication's transaction. `engine()` is the one that reads are
asked of: Elasticsearch with the database's behind it where `SEARCH_ENGINE` says so.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from search.engines.contract import SearchEngine
from search.engines.database import DatabaseEngine
from search.engines.fallback import Breaker, FallbackEngine
from search.engines.spelling import Speller

if TYPE_CHECKING:
    from search.engines.elastic import ElasticEngine

ELASTICSEARCH = "elasticsearch"


@cache
def database_engine() -> DatabaseEngine:
    """The engine of the database in use: one for the process, for it keeps columns."""
    if connection.vendor == "postgresql":
        from search.engines.postgres import PostgresEngine  # noqa: PLC0415  # only one of the two is ever needed

        return PostgresEngine()
    from search.engines.sqlite import SqliteEngine  # noqa: PLC0415

    return SqliteEngine()


def uses_elasticsearch() -> bool:
    """Whether Elasticsearch is to be told of changes and asked first."""
    return bool(settings.SEARCH_ENGINE == ELASTICSEARCH)


@cache
def elastic_engine() -> ElasticEngine:
    """The engine of Elasticsearch; its client is imported where it is used only, for it takes half a second."""
    from search.engines.elastic import ElasticEngine  # noqa: PLC0415

    return ElasticEngine(settings.ELASTICSEARCH_URLS, prefix=settings.ELASTICSEARCH_PREFIX)


@cache
def _fallback_engine() -> FallbackEngine:
    return FallbackEngine(elastic_engine(), database_engine(), Breaker())


def engine() -> SearchEngine:
    """The engine that reads are asked of."""
    return _fallback_engine() if uses_elasticsearch() else database_engine()


@cache
def speller() -> Speller:
    """The words of the initiatives, for corrections on every engine."""
    return Speller()


def forget() -> None:
    """Drop what this process keeps: for tests, and after a restored database."""
    for made in (database_engine, elastic_engine, _fallback_engine, speller):
        made.cache_clear()
