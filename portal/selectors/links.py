"""Addresses of pages that texts link to, kept until any page changes: stock Wagtail asks up to nine queries a link."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from wagtail.models import Page

from portal.cache_versions import CacheVersion
from portal.tenancy.selectors import hosts

VERSION = CacheVersion("portal:links")
KEPT_SECONDS = 3600


def link_addresses(page_ids: Iterable[int], *, language: str) -> dict[int, str]:
    """Addresses of live pages, in the interface's language where they have a translation; the others are missing.

    One query for what isn't kept. A page in a language that `language` only stands in for keeps it.
    """
    ids = set(page_ids)
    prefix = f"portal:link:{VERSION.current()}:{hosts.table().version}:{language}"
    kept = cache.get_many([f"{prefix}:{page_id}" for page_id in ids])
    found: dict[int, str] = {page_id: kept[key] for page_id in ids if (key := f"{prefix}:{page_id}") in kept}
    missing = ids - set(found)
    if missing:
        read = _read(missing, language)
        cache.set_many({f"{prefix}:{page_id}": read.get(page_id, "") for page_id in missing}, KEPT_SECONDS)
        found |= read
    return {page_id: address for page_id, address in found.items() if address}


def links_changed() -> None:
    """A page came, moved, changed its address or its state, or went."""
    VERSION.raise_on_change()


def _read(page_ids: set[int], language: str) -> dict[int, str]:
    named = Page.objects.filter(pk__in=page_ids)
    family = Page.objects.filter(translation_key__in=named.values("translation_key")).select_related("locale")
    pages = list(family)
    wanted = {page.translation_key: page for page in pages if page.live and page.locale.language_code == language}
    found = {}
    for page in pages:
        if page.pk not in page_ids:
            continue
        stood_in_for = settings.INTERFACE_FALLBACKS.get(page.locale.language_code) == language
        target = page if stood_in_for else wanted.get(page.translation_key, page)
        if target.live and target.url:
            found[page.pk] = target.url
    return found
