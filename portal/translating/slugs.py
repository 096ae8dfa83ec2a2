"""Slugs of titles. A translation's follows the translated title until the page is public, then it stays."""

from __future__ import annotations

from django.utils.text import slugify
from wagtail.coreutils import find_available_slug, string_to_ascii
from wagtail.models import Page
from wagtail_localize.models import Translation

LONGEST = 240  # leaves room for the number that makes it unique


def slug_of_title(title: str) -> str:
    """What a title gives: ASCII, and "" where nothing of it can be written so."""
    return slugify(string_to_ascii(title))[:LONGEST].strip("-")


def slug_of_translation(page: Page) -> str:
    """The slug that a page translated segment by segment should have now: of its title, ASCII, unique beside its
    siblings. The one it has where the page isn't such a translation or has been published, so that no link breaks.
    """
    current: str = page.slug
    if page.pk is None or page.live or page.first_published_at is not None or page.alias_of_id:
        return current
    wanted = slug_of_title(page.title)
    if not wanted or not _is_translated_in_segments(page):
        return current
    found: str = find_available_slug(page.get_parent(), wanted, ignore_page_id=page.pk)
    return found


def _is_translated_in_segments(page: Page) -> bool:
    translations = Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale_id)
    is_target = translations.filter(enabled=True).exclude(source__locale=page.locale_id)
    return bool(is_target.exists())
