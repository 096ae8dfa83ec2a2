"""The version of what is public."""

from __future__ import annotations

from portal.models import ContentVersion

PUBLIC = "public"


def content_version() -> int:
    """How often what is public has changed; one query."""
    return ContentVersion.objects.filter(name=PUBLIC).values_list("number", flat=True).first() or 0
