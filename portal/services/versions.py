"""Raising the version of what is public."""

from __future__ import annotations

from django.db.models import F

from portal.models import ContentVersion
from portal.selectors.versions import PUBLIC


def raise_content_version() -> None:
    """Say, in the transaction that changes it, that what is public is no longer what it was."""
    if not ContentVersion.objects.filter(name=PUBLIC).update(number=F("number") + 1):
        ContentVersion.objects.get_or_create(name=PUBLIC, defaults={"number": 1})
