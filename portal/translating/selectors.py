"""Languages a page may be translated into."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Locale, Page, get_page_models
from wagtail_localize.models import TranslationSource

from portal.models import ShownElsewhere
from portal.tenancy.models import StructuralPage
from portal.tenancy.selectors import hosts, ownership


def languages_of(page: Page) -> tuple[str, ...]:
    """The languages of the site a page lies in, in the site's order; none off every site."""
    cite_id = ownership.cite_id_of_path(page.path)
    table = hosts.table()
    row = table.hub if cite_id is None else table.by_cite(cite_id)
    if row is None or not page.path.startswith(row.container["path"]):
        return ()
    return row.languages


def missing_locales(page: Page) -> QuerySet[Locale]:
    """The locales of the site's languages that a page has no translation in; an alias is none."""
    taken = page.get_translations(inclusive=True).exclude(alias_of__isnull=False).values_list("locale_id", flat=True)
    return Locale.objects.filter(language_code__in=languages_of(page)).exclude(pk__in=list(taken))


def translations_of(page: Page) -> dict[str, int]:
    """The pages that translate a page, by the languages of its site; an alias is none. One query."""
    others = page.get_translations().exclude(alias_of__isnull=False).values_list("locale__language_code", "pk")
    found = dict(others)
    return {code: found[code] for code in languages_of(page) if code in found}


class Waiting(StrEnum):
    """Why a page waits for its translator."""

    MISSING = "missing"
    BEGUN = "begun"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class WaitingTranslation:
    """One page that waits in one language. `target_id` is its translation, None where there is none yet;
    `source_id` the source that wagtail-localize keeps, None where it was translated by hand.
    """

    page_id: int
    title: str
    language: str
    into: str
    why: Waiting
    target_id: int | None
    source_id: int | None


@dataclass(frozen=True, slots=True)
class _Version:
    """A page in one language. `public_at` is when its public words last changed, `worked_at` when anybody last did."""

    id: int
    title: str
    live: bool
    content_type_id: int
    public_at: datetime.datetime | None
    worked_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class TranslationWork:
    """What waits below a site's container. `totals`: how many public pages each language has or should have as a
    translation. `as_they_are`: how many have none and are shown in their own language.
    """

    waiting: list[WaitingTranslation]
    totals: Counter[str]
    as_they_are: int


def translation_work(*, path: str, languages: Sequence[str]) -> TranslationWork:
    """What waits for translation below a site's container: public pages without a translation, begun ones, and
    those whose words changed since. The first language that has a page is its source. What is shown as it is in
    the other languages doesn't wait to be begun. Two queries.
    """
    work, left = TranslationWork([], Counter(), 0), 0
    if len(languages) < 2:
        return work
    versions = _versions(path)
    as_they_are = _shown_as_they_are()
    sources = dict(TranslationSource.objects.filter(object_id__in=versions).values_list("object_id", "pk"))
    for key, by_code in versions.items():
        language = next((code for code in languages if code in by_code and by_code[code].live), None)
        if language is None:
            continue
        page = by_code[language]
        for into in (code for code in languages if code != language):
            target = by_code.get(into)
            why = _why(page, target)
            if why is Waiting.MISSING and page.content_type_id in as_they_are:
                left += 1
                continue
            work.totals[into] += 1
            if why is not None:
                target_id, source_id = target.id if target else None, sources.get(key)
                work.waiting.append(WaitingTranslation(page.id, page.title, language, into, why, target_id, source_id))
    return replace(work, as_they_are=left)


def waiting_translations(*, path: str, languages: Sequence[str]) -> list[WaitingTranslation]:
    """What waits, of `translation_work`."""
    return translation_work(path=path, languages=languages).waiting


def _versions(path: str) -> dict[uuid.UUID, dict[str, _Version]]:
    versions: defaultdict[uuid.UUID, dict[str, _Version]] = defaultdict(dict)
    pages = Page.objects.filter(path__startswith=path, depth__gt=2, alias_of__isnull=True).order_by("path")
    columns = ("pk", "draft_title", "live", "content_type", "last_published_at", "latest_revision_created_at")
    for key, code, *row in pages.values_list("translation_key", "locale__language_code", *columns):
        versions[key][code] = _Version(*row)
    return versions


def _shown_as_they_are() -> set[int]:
    models = [model for model in get_page_models() if issubclass(model, ShownElsewhere)]
    return {kind.pk for kind in ContentType.objects.get_for_models(*models).values()}


def _why(page: _Version, target: _Version | None) -> Waiting | None:
    if target is None:
        return Waiting.MISSING
    if not target.live:
        return Waiting.BEGUN
    if page.public_at and target.worked_at and page.public_at > target.worked_at:
        return Waiting.CHANGED
    return None


def is_translatable(page: Page) -> bool:
    """Structural pages come from provisioning in every language; everything else may be translated."""
    return not page.is_root() and not issubclass(page.specific_class or Page, StructuralPage)


def decisions_on(page: Page, user: Any) -> frozenset[str]:
    """What a person may decide about a page that waits for approval: "approve", "reject"; nothing where it doesn't."""
    task = page.current_workflow_task if page.workflow_in_progress else None
    return frozenset(name for name, _words, _modal in task.get_actions(page, user)) if task is not None else frozenset()


def is_source(page: Page) -> bool:
    """Whether a page is what others are translated from: the first of its site's languages that has it."""
    languages = languages_of(page)
    code = page.locale.language_code
    if page.alias_of_id or code not in languages:
        return False
    return not set(languages[: languages.index(code)]) & set(translations_of(page))
