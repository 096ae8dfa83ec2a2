"""A shorter retention holds for what is there already."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save

from portal.contacts.models import ContactSettings
from portal.contacts.services.messages import shorten_retention


def retention_changed(sender: type[Model], instance: ContactSettings, raw: bool = False, **kwargs: Any) -> None:
    """`post_save`: bring forward, never put off."""
    if not raw:
        shorten_retention(site_id=instance.site_id, days=instance.retention_days)


def connect() -> None:
    """Connect the receiver; called once, from `ready()`."""
    post_save.connect(retention_changed, sender=ContactSettings, dispatch_uid="contacts.retention")
