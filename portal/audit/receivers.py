"""Each entry of the log is marked with the Cité it concerns while that can still be told.

A page that is deleted or moved, a person who leaves: later nobody could say whose history an entry belongs to. This
is a fact about a moment, so it is stored with it, unlike ownership, which is derived.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import pre_save
from wagtail.models import ModelLogEntry, PageLogEntry

from portal.tenancy.selectors.ownership import UnownedModelError, owner_id

# In the entry's `data`; absent: the network's own.
CITE = "cite"


def mark_owner(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """`pre_save` of a log entry."""
    if raw or instance.pk is not None:
        return
    cite_id = _concerned(instance)
    if cite_id is not None:
        instance.data = {**instance.data, CITE: cite_id}


def _concerned(entry: Any) -> int | None:
    """The Cité that owns the object or, of a row of the network such as a label's decision, that it is about."""
    target = entry.page if isinstance(entry, PageLogEntry) else _target(entry)
    if target is None:
        return None
    try:
        owner = owner_id(target)
    except (UnownedModelError, LookupError):
        owner = None
    return owner if owner is not None else getattr(target, "cite_id", None)


def _target(entry: ModelLogEntry) -> Model | None:
    """The object; its entry has no accessor to it."""
    model = entry.content_type.model_class() if entry.content_type else None
    found: Model | None = model._base_manager.filter(pk=entry.object_id).first() if model else None
    return found


def connect() -> None:
    """Connect the receiver; called once, from `ready()`."""
    for model in (PageLogEntry, ModelLogEntry):
        pre_save.connect(mark_owner, sender=model, dispatch_uid=f"audit.owner.{model.__name__}")
