"""How wagtail-localize treats fields of the portal's pages."""

from __future__ import annotations

from collections.abc import Sequence

from wagtail_localize.fields import BaseTranslatableField


class NotTranslated(BaseTranslatableField):
    """Neither a segment nor copied: the translation's own, such as a slug, or a fact that is kept elsewhere."""


def with_own_slug(fields: Sequence[BaseTranslatableField]) -> list[BaseTranslatableField]:
    """The overrides of a page class, its slug not translated unless the class says otherwise."""
    named = {field.field_name for field in fields}
    return [*fields] if "slug" in named else [*fields, NotTranslated("slug")]
