"""Conventions of the portal's own models, held as system checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from portal.models import BasePage
from portal.streams import BlocksField
from portal.tenancy.models import StructuralPage

OWN_APPS = ("portal", "contacts", "cities", "events", "label", "search", "tenancy")


@register(Tags.models)
def check_page_models(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every page is built on `BasePage`, says where it may stand, and keeps its blocks out of migrations."""
    found: list[CheckMessage] = []
    for model in get_page_models():
        if model._meta.app_label not in OWN_APPS:
            continue
        if not issubclass(model, BasePage | StructuralPage):
            found.append(Error("A page must be built on BasePage.", obj=model, id="portal.E001"))
        if not any(
            "parent_page_types" in cls.__dict__ for cls in model.__mro__ if cls.__module__.split(".")[0] != "wagtail"
        ):
            found.append(Error("A page must state its parent_page_types.", obj=model, id="portal.E002"))
        found.extend(
            Error("Use portal.streams.BlocksField.", obj=field, id="portal.E003")
            for field in model._meta.get_fields()
            if isinstance(field, StreamField) and not isinstance(field, BlocksField)
        )
    return found
