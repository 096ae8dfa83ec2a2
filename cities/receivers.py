"""What hangs on the Cités' rows: frames of sites, heirs of facts, the network's list of Cités."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_slug_changed, post_page_move

from cities import models
from cities.services.mail import ask_partner
from portal.contacts.models import ContactSettings
from portal.contacts.services.messages import bring_forward
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
    """`post_save`, `post_delete` of a register entry, a place, a pôle or a proposal: the hub shows them."""
    hub = hosts.table().hub
    if hub is not None:
        frames.changed(hub.id)


def shown_page_changed(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """`post_save`, `post_delete`, `post_page_move` of a page: the hub shows services and news of the Cités.

    Bulk unpublishing saves base rows, so the class is read from the content type.
    """
    if isinstance(instance, Page) and instance.specific_class in (models.ServicePage, models.NewsPage):
        register_changed(sender)


def restriction_changed(sender: type[Model], **kwargs: Any) -> None:
    """`post_save`, `post_delete` of a restriction: it may hide what the hub shows of the Cités."""
    register_changed(sender)


def contributions_switched(sender: type[Model], instance: models.ContributionSettings, **kwargs: Any) -> None:
    """`post_save`: whether the site shows the form."""
    frames.changed(instance.site_id)


def retention_changed(sender: type[Model], instance: ContactSettings, raw: bool = False, **kwargs: Any) -> None:
    """`post_save`: a shorter retention holds for proposals of partners too."""
    if not raw:
        rows = models.Contribution.objects.filter(cite__site=instance.site_id)
        bring_forward(rows, days=instance.retention_days)


def import_deleted(sender: type[Model], instance: models.InitiativeImport, **kwargs: Any) -> None:
    """`post_delete` of an import, whoever deletes it: its file is nowhere else."""
    if instance.file:
        storage, name = instance.file.storage, instance.file.name
        transaction.on_commit(lambda: storage.delete(str(name)))


def partner_named(
    sender: type[Model], instance: models.InitiativePartnerCite, raw: bool = False, **kwargs: Any
) -> None:
    """`post_save` of a published partner: its people are asked, whoever published and how."""
    if not raw and instance.is_new and instance.accepted_at is None:
        ask_partner.enqueue(instance.pk)


def connect() -> None:
    """Connect the receivers; called once, from `ready()`."""
    for name, signal in (("save", post_save), ("delete", post_delete)):
        for model in (
            models.PracticalInfo,
            models.Place,
            models.OpeningHours,
            models.Closure,
            models.UrgentNotice,
            models.Showing,
        ):
            signal.connect(cite_rows_saved, sender=model, dispatch_uid=f"cities.frames.{name}.{model.__name__}")
        signal.connect(shown_page_changed, dispatch_uid=f"cities.services.{name}")
        signal.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid=f"cities.restriction.{name}")
        for entry in (Cite, models.Place, models.Pole, models.Proposal):
            signal.connect(register_changed, sender=entry, dispatch_uid=f"cities.register.{name}.{entry.__name__}")
    post_save.connect(contributions_switched, sender=models.ContributionSettings, dispatch_uid="cities.contributions")
    post_save.connect(retention_changed, sender=ContactSettings, dispatch_uid="cities.retention")
    for moved in (post_page_move, page_slug_changed):
        moved.connect(shown_page_changed, dispatch_uid="cities.services.move")
    post_delete.connect(import_deleted, sender=models.InitiativeImport, dispatch_uid="cities.import.file")
    post_save.connect(partner_named, sender=models.InitiativePartnerCite, dispatch_uid="cities.partner")
    for page in (models.PracticalPage, models.InitiativePage):
        post_delete.connect(promote_heir, sender=page, dispatch_uid=f"cities.heir.{page.__name__}")
