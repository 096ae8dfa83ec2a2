"""Addresses below the pages of initiatives. Of a page none has a dot, and none of its children is called "wall"."""

from __future__ import annotations

from django.urls import re_path

from search import views

# As Wagtail writes the address of a page.
PAGE = r"^(?P<path>(?:[\w\-]+/)+)"

urlpatterns = [
    re_path(PAGE + r"wall/$", views.initiatives_wall, name="initiatives_wall"),
]
