"""Wagtail's search of pages says what it counts.

Its view has no name for what it lists, and the head of the list ends in "None" (`SearchView`,
wagtail/admin/views/pages/search.py; the column asks for it in wagtail/admin/ui/tables/pages.py).
"""

from __future__ import annotations

from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Page


def name_what_is_counted() -> None:
    """Called once, from `ready()`."""
    SearchView.verbose_name = Page._meta.verbose_name
    SearchView.verbose_name_plural = Page._meta.verbose_name_plural
