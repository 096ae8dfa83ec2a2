"""The label's documents as the hub lists them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import PageViewRestriction

from label.models import LabelDocumentEdition, LabelDocumentPage, sort_editions
from portal.accounts.models import User


@dataclass(slots=True)
class DocumentLine:
    """One document in the language that is read or, where it has no page in it, in another: `language` says which."""

    id: int
    slug: str
    title: str
    lead: str
    language: str
    demonstration: bool
    editions: list[LabelDocumentEdition] = field(default_factory=list)
    current: LabelDocumentEdition | None = None

    @property
    def languages(self) -> list[str]:
        """The languages its editions are written in, without repeats."""
        return list(dict.fromkeys(edition.language for edition in self.editions if edition.language))


def readable_by(pages: QuerySet[Any], *, user: User | AnonymousUser) -> QuerySet[Any]:
    """The pages that no restriction, their own or an ancestor's, keeps from this person; no query of its own."""
    if user.is_authenticated and user.is_superuser:
        return pages
    above = Substr(OuterRef("path"), 1, Length("page__path"))
    restrictions = PageViewRestriction.objects.filter(page__path=above)
    if user.is_authenticated:
        restrictions = restrictions.exclude(groups__user=user)
    return pages.filter(~Exists(restrictions))


def documents_of_hub(
    *, path: str, languages: Sequence[str], user: User | AnonymousUser, day: datetime.date
) -> list[DocumentLine]:
    """The live documents below the hub's container `path` that `user` may read, each once; one query.

    `languages` is the order of preference, the reader's first.
    """
    pages = readable_by(LabelDocumentPage.objects.live(), user=user).filter(
        path__startswith=path, locale__language_code__in=languages
    )
    columns = [f.attname for f in LabelDocumentEdition._meta.concrete_fields]
    rows = pages.order_by("path", "editions__sort_order").values_list(
        "translation_key",
        "id",
        "slug",
        "title",
        "lead",
        "locale__language_code",
        "demonstration",
        *[f"editions__{name}" for name in columns],
    )
    found: dict[tuple[uuid.UUID, str], DocumentLine] = {}
    for key, pk, slug, title, lead, language, demonstration, *values in rows:
        line = found.setdefault((key, language), DocumentLine(pk, slug, title, lead, language, demonstration))
        if values[0] is not None:  # a document without editions has one row of nothing
            line.editions.append(LabelDocumentEdition.from_db("default", columns, values))
    for line in found.values():
        line.current = next(iter(sort_editions(line.editions, day=day).current), None)
    return [
        next(found[key, language] for language in languages if (key, language) in found)
        for key in dict.fromkeys(key for key, _language in found)
    ]
