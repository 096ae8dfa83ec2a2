"""Where files are added: the network's collection says that it is shared, and is chosen first by who may add to it.

Upstream reason: the page where several files are added reads its choice of collections from the address alone
(`generic/multiple_upload.py`), and a collection has a name only, written in a choice by `get_indented_name`.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.multiple_upload import AddView
from wagtail.models import Collection

from portal.tenancy.selectors.shared_files import shared_collection_id


def install() -> None:
    """For images and documents; called once, from `ready()`."""
    context_data, indented_name = AddView.get_context_data, Collection.get_indented_name

    @wraps(context_data)
    def with_shared_chosen(self: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = context_data(self, **kwargs)
        shared = shared_collection_id()
        if not context["selected_collection_id"] and shared in {row.pk for row in context["collections"] or ()}:
            context["selected_collection_id"] = str(shared)
        return context

    @wraps(indented_name)
    def saying_shared(self: Any, indentation_start_depth: int = 2, html: bool = False) -> str:
        name: str = indented_name(self, indentation_start_depth, html)
        if self.pk != shared_collection_id():
            return name
        words = _("shared with all Cités")
        return format_html("{} ({})", name, words) if html else f"{name} ({words})"

    AddView.get_context_data = with_shared_chosen
    Collection.get_indented_name = saying_shared
