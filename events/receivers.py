"""What hangs on events: heirs of facts, and the version of what is public."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from cities.models import Pole
from events import models
from portal.models.facts import promote_heir
from portal.selectors import frames
from portal.services.versions import raise_content_version
from portal.tenancy.selectors import hosts


def public_rows_changed(sender: type[Model], **kwargs: Any) -> None:
    """`post_save`, `post_delete` of what the public sees beside pages."""
    raise_content_version()


def poles_changed(sender: type[Model], **kwargs: Any) -> None:
    """`post_save`, `post_delete` of a pôle: every site names them in its agenda."""
    frames.changed(*(row.id for row in hosts.table().sites.values()))


def edition_changed(sender: type[Model], **kwargs: Any) -> None:
    """`post_save`, `post_delete` of an edition: the hub's home points to the latest."""
    hub = hosts.table().hub
    if hub is not None:
        frames.changed(hub.id)


def connect() -> None:
    """Connect the receivers; called once, from `ready()`."""
    post_delete.connect(promote_heir, sender=models.EventPage, dispatch_uid="events.heir.EventPage")
    for model in (models.Edition, models.Person, models.ScheduleRelease):
        for name, signal in (("save", post_save), ("delete", post_delete)):
            signal.connect(public_rows_changed, sender=model, dispatch_uid=f"events.version.{name}.{model.__name__}")
    for name, signal in (("save", post_save), ("delete", post_delete)):
        signal.connect(poles_changed, sender=Pole, dispatch_uid=f"events.poles.{name}")
        signal.connect(edition_changed, sender=models.Edition, dispatch_uid=f"events.edition.{name}")
