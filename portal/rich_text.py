"""Links to pages in running text."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import get_language
from wagtail.rich_text.pages import PageLinkHandler

from portal.selectors.links import link_addresses


class PortalPageLinkHandler(PageLinkHandler):
    """Wagtail's, with kept addresses. A draft, or a page that is gone, is no link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        ids = [_number(attrs.get("id")) for attrs in attrs_list]
        language = (get_language() or "").partition("-")[0]
        found = link_addresses([number for number in ids if number is not None], language=language)
        return [format_html('<a href="{}">', found[number]) if number in found else "<a>" for number in ids]


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
