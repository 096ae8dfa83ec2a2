"""Wagtail's search backend of the database, whose searches of the admin find initiatives too, by their titles.

Initiatives are kept out of modelsearch, whose cost of a save grows with its index; the repository's own engines know
what is public, and the admin needs drafts. So what Wagtail's search of pages, its explorer and its page chooser
look for is also looked for in the titles of initiatives. All three come here, by `autocomplete`, with the pages that
the person may see; nothing public does. Each stays one queryset: order, filters, facets and pages of a list hold.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import QuerySet
from modelsearch.backends import database
from modelsearch.query import And, Phrase, PlainText, SearchQuery
from wagtail.models import Page

from cities.models import InitiativePage
from cities.selectors.initiative_titles import pages_titled


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802  # the name Django's settings are resolved by
    """The backend of the database in use; named in `WAGTAILSEARCH_BACKENDS`."""
    backend = database.SearchBackend(params)
    compiler = backend.autocomplete_query_compiler_class
    if hasattr(compiler, "search"):  # a database without full text compares titles itself
        backend.autocomplete_query_compiler_class = _with_titles(compiler)
    return backend


@cache
def _with_titles(compiler: type[Any]) -> type[Any]:
    return type(compiler.__name__, (TitlesToo, compiler), {"__module__": __name__})


class TitlesToo:
    """Before a compiler of modelsearch's: what it finds, and initiatives with these words in their title.

    Where what is found stands by relevance, initiatives come first, the latest made before others: they have none.
    """

    queryset: QuerySet[Any]
    query: SearchQuery
    fields: Any

    def search(self, config: Any, start: int | None, stop: int | None, **kwargs: Any) -> QuerySet[Any]:
        words = words_of(self.query)
        if not words or self.fields is not None or not _holds_initiatives(self.queryset.model):
            found: QuerySet[Any] = super().search(config, start, stop, **kwargs)  # type: ignore[misc]
            return found
        indexed: QuerySet[Any] = super().search(config, None, None, **kwargs)  # type: ignore[misc]
        titled = self.queryset.order_by().filter(pk__in=pages_titled(words).values("pk"))
        return (indexed | titled)[start:stop]


def words_of(query: SearchQuery) -> str:
    """The words all of which are asked for; nothing for a question that can't be put so."""
    if isinstance(query, PlainText | Phrase):
        return str(query.query_string)
    if isinstance(query, And):
        parts = [words_of(part) for part in query.subqueries]
        return " ".join(parts) if all(parts) else ""
    return ""


def _holds_initiatives(model: type[Any]) -> bool:
    return issubclass(InitiativePage, model) and issubclass(model, Page)
