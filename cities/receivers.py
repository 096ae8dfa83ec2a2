"""What hangs on the Cités' rows: frames of sites, heirs of facts, the network's list of Cités."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from cities import models
from portal.models.facts import promote_heir
from portal.selectors import frames
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts


def cite_rows_saved(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """`post_save`, `post_delete`: hours, places, closures and notices stand around every page of the Cité."""
    cite_id = instance.cite_id if hasattr(instance, "cite_id") else instance.owner.cite_id
    row = hosts.table().by_cite(cite_id)
    if row is not None:
        frames.changed(row.id)


def register_changed(sender: type[Model], **kwargs: Any) -> None:
    """`post_save`, `post_delete` of a register entry or a place: the hub lists them all."""
    hub = hosts.table().hub
    if hub is not None:
        frames.changed(hub.id)


def connect() -> None:
    """Connect the receivers; called once, from `ready()`."""
    for name, signal in (("save", post_save), ("delete", post_delete)):
        for model in (
            models.PracticalInfo,
            models.Place,
            models.OpeningHours,
            models.Closure,
            models.UrgentNotice,
        ):
            signal.connect(cite_rows_saved, sender=model, dispatch_uid=f"cities.frames.{name}.{model.__name__}")
        for entry in (Cite, models.Place):
            signal.connect(register_changed, sender=entry, dispatch_uid=f"cities.register.{name}.{entry.__name__}")
    for page in (models.PracticalPage, models.InitiativePage):
        post_delete.connect(promote_heir, sender=page, dispatch_uid=f"cities.heir.{page.__name__}")
