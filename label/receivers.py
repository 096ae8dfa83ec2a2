"""Frames and versions follow the label's events."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from label.models import DatedEvent, LabelEvent, MembershipEvent
from portal.selectors import frames
from portal.services.versions import raise_content_version
from portal.tenancy.selectors import hosts


def event_changed(sender: type[Model], instance: DatedEvent, **kwargs: Any) -> None:
    """`post_save`, `post_delete`: the hub counts all labels, a Cité's site says its own."""
    table = hosts.table()
    rows = (table.hub, table.by_cite(instance.cite_id) if instance.cite_id else None)
    frames.changed(*[row.id for row in rows if row is not None])
    raise_content_version()


def connect() -> None:
    """Connect the receivers; called once, from `ready()`."""
    for name, signal in (("save", post_save), ("delete", post_delete)):
        for model in (LabelEvent, MembershipEvent):
            signal.connect(event_changed, sender=model, dispatch_uid=f"label.events.{name}.{model.__name__}")
