"""An edition of the spring school: what is the same in every language."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from events.blocks import LogoBlock, OrganiserBlock
from events.enums import AccessMode
from events.models.local import DEFAULT_ZONE
from portal.streams import BlocksField
from portal.tenancy.models.cite import validate_timezone


class Edition(ClusterableModel):
    """Dates, zone, venue, organisers and logos in order. Words are on its pages, times on its slots."""

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    acronym = models.CharField(
        _("acronym"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+$", _("Small letters and digits only."))],
        help_text=_("For exchange with other programmes: springschool2019."),
    )
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    timezone = models.CharField(_("time zone"), max_length=64, default=DEFAULT_ZONE, validators=[validate_timezone])
    language = models.CharField(_("language of the programme"), max_length=10, choices=settings.LANGUAGES, default="fr")
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    venue_address = models.CharField(_("address of the venue"), max_length=255, blank=True)
    organisers = BlocksField([("organiser", OrganiserBlock())], verbose_name=_("organisers"), blank=True)
    logos = BlocksField([("logo", LogoBlock())], verbose_name=_("logos, in order"), blank=True)
    contact_email = models.EmailField(_("contact"), blank=True)
    contact_is_historical = models.BooleanField(
        _("the contact is history"),
        default=False,
        help_text=_("It is kept as printed and never offered as an address to write to."),
    )
    source = models.CharField(_("source"), max_length=255, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("acronym")]),
        FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
        FieldRowPanel([FieldPanel("timezone"), FieldPanel("language")]),
        MultiFieldPanel([FieldPanel("venue"), FieldPanel("venue_address")], heading=_("Where")),
        InlinePanel("rooms", heading=_("Rooms and places"), label=_("Room")),
        InlinePanel("days", heading=_("Days"), label=_("Day")),
        FieldPanel("organisers"),
        FieldPanel("logos"),
        MultiFieldPanel([FieldPanel("contact_email"), FieldPanel("contact_is_historical")], heading=_("Contact")),
        FieldPanel("source"),
    ]

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-start_date", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(start_date__lte=models.F("end_date")), name="edition_in_order")
        ]
        permissions = [("release_edition", "Can release the programme of an edition")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.start_date and self.end_date and self.start_date > self.end_date:
            raise ValidationError({"end_date": _("The last day can’t be before the first.")})

    @property
    def live_contact(self) -> str:
        """An address one may write to, or nothing."""
        return "" if self.contact_is_historical else self.contact_email


class Day(models.Model):
    """One day of an edition and the condition its sessions inherit."""

    edition = ParentalKey(Edition, on_delete=models.CASCADE, related_name="days", verbose_name=_("edition"))
    number = models.PositiveSmallIntegerField(_("number"))
    date = models.DateField(_("date"))
    access = models.CharField(
        _("access"),
        max_length=10,
        choices=[choice for choice in AccessMode.choices if choice[0] != AccessMode.INHERIT],
        default=AccessMode.NONE,
    )

    panels = [FieldRowPanel([FieldPanel("number"), FieldPanel("date"), FieldPanel("access")])]

    class Meta:
        verbose_name = _("day of an edition")
        verbose_name_plural = _("days of editions")
        ordering = ["edition", "date"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="day_number_once"),
            models.UniqueConstraint(fields=["edition", "date"], name="day_date_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.date}"


class Room(models.Model):
    """A room or place of an edition, as signs on the spot name it."""

    edition = ParentalKey(Edition, on_delete=models.CASCADE, related_name="rooms", verbose_name=_("edition"))
    name = models.CharField(_("name"), max_length=160)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("capacity"), FieldPanel("sort_order")])]

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["edition", "sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="room_once")]

    def __str__(self) -> str:
        return self.name
