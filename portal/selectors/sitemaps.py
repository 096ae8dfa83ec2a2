"""The sitemap of a site: pages of all its languages, with alternates."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page


class SiteSitemap(Sitemap):
    """One entry per live public page; `alternates` maps hreflang to addresses."""

    def items(self) -> list[Page]:
        root = self.get_wagtail_site().root_page
        pages = (
            root.get_descendants()
            .live()
            .public()
            .filter(locale__language_code__in=self.request.site_row.languages)
            .select_related("locale", "content_type")
            .order_by("path")
        )
        return list(pages)

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        pages = self.paginator.page(page).object_list
        request: HttpRequest = self.request
        found: defaultdict[UUID, list[dict[str, str]]] = defaultdict(list)
        for item in self.items():
            found[item.translation_key].append(
                {"lang_code": item.locale.language_code, "location": item.get_full_url(request)}
            )
        urls = []
        for item in pages:
            alternates = found[item.translation_key]
            urls.append(
                {
                    "item": item,
                    "location": item.get_full_url(request),
                    "lastmod": item.last_published_at or item.latest_revision_created_at,
                    "alternates": alternates if len(alternates) > 1 else [],
                }
            )
        return urls
