"""Addresses below the pages of initiatives. Of a page none has a dot, and none of its children is called "wall"."""

from __future__ import annotations

from django.urls import path, re_path

from search import views

# As Wagtail writes the address of a page.
PAGE = r"^(?P<path>(?:[\w\-]+/)+)"

urlpatterns = [
    path("members/page/<int:page_id>/sheet.pdf", views.members_sheet, name="members_sheet"),
    re_path(PAGE + r"sheet\.pdf$", views.initiative_sheet, name="initiative_sheet"),
    re_path(PAGE + r"export\.(?P<kind>csv|xlsx|jsonl)$", views.initiatives_export, name="initiatives_export"),
    re_path(PAGE + r"wall/$", views.initiatives_wall, name="initiatives_wall"),
]
