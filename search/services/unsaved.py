"""Documents of initiatives that are in no database: made by the projection's own function from rows never saved."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cache

from django.conf import settings
from wagtail.models import Locale

from cities.models import Initiative, InitiativePage
from cities.services.initiatives import InitiativeWords
from search.models import SearchDocument
from search.services.documents import Related, Sources, content_of


@cache
def _locale(code: str) -> Locale:
    """A locale with a key that says nothing."""
    order = [known for known, _name in settings.LANGUAGES].index(code)
    return Locale(pk=order + 1, language_code=code)


def unsaved_document(
    row: Initiative,
    words: Mapping[str, InitiativeWords],
    *,
    number: int,
    page_keys: Iterator[int],
    published_at: datetime.datetime,
    related: Related,
) -> SearchDocument:
    """The document of an initiative with these words, the original's language first; its key, `seq` and `tx` are
    `number`."""
    pages = [
        InitiativePage(
            pk=next(page_keys),
            locale=_locale(code),
            translation_key=row.uid,
            first_published_at=published_at,
            **each.values(),
        )
        for code, each in words.items()
    ]
    row.pk, row.original_id = number, pages[0].pk
    sources = Sources(
        rows={row.uid: row}, related={row.uid: related}, pages={row.uid: pages}, languages={row.cite_id: set(words)}
    )
    content = content_of(row.uid, sources) or {}
    return SearchDocument(pk=number, uid=row.uid, seq=number, tx=number, **content)
