"""Releases: the programme as the public sees it. `services.release_programme` alone writes them."""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import AccessMode, SpeakerRole
from events.models.edition import Edition
from events.models.people import Person
from events.models.programme import Slot, SlotFacts


class ScheduleRelease(models.Model):
    """One named state of an edition's programme; the latest is public."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="releases", verbose_name=_("edition"))
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=60)
    comment = models.TextField(_("what is new"), blank=True)
    published_at = models.DateTimeField(_("released"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("release of a programme")
        verbose_name_plural = _("releases of programmes")
        ordering = ["edition", "-number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="release_number_once")]

    def __str__(self) -> str:
        return f"{self.edition}: {self.name}"

    @property
    def given_name(self) -> str:
        """The name that somebody gave it; empty where it is only its number, which says nothing to visitors."""
        return "" if self.name == str(self.number) else self.name

    @property
    def released_on(self) -> datetime.date:
        """The day it became public, in the network's zone or that of whoever reads it in the admin."""
        return timezone.localdate(self.published_at)


class ReleasedSlot(SlotFacts):
    """A frozen copy of a slot. `revised_at` is when the public facts last changed (DTSTAMP)."""

    release = models.ForeignKey(ScheduleRelease, on_delete=models.CASCADE, related_name="slots")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="released")
    uid = models.UUIDField(_("identifier"), default=uuid.uuid4)
    room_name = models.CharField(_("room"), max_length=160, blank=True)
    room_seats = models.PositiveIntegerField(_("seats of the room"), null=True, blank=True)
    parent_uid = models.UUIDField(null=True, blank=True)
    day_number = models.PositiveSmallIntegerField(_("day"))
    day_access = models.CharField(_("access of the day"), max_length=10, choices=AccessMode.choices)
    revised_at = models.DateTimeField(_("last revised"))

    class Meta:
        verbose_name = _("released session")
        verbose_name_plural = _("released sessions")
        ordering = ["release", "number", "pk"]
        constraints = [models.UniqueConstraint(fields=["release", "slot"], name="released_slot_once")]

    def __str__(self) -> str:
        return f"{self.release}: {self.uid}"

    @property
    def effective_access(self) -> AccessMode:
        """The condition that holds: its own, or the day's."""
        return AccessMode(self.day_access if self.access == AccessMode.INHERIT else self.access)


class ReleasedParticipation(models.Model):
    """A frozen participation. The name stays the person's own row: a correction or an erasure reaches releases."""

    slot = models.ForeignKey(ReleasedSlot, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appearances")
    role = models.CharField(_("role"), max_length=10, choices=SpeakerRole.choices)
    tentative = models.BooleanField(_("to be confirmed"), default=False)
    affiliations = models.JSONField(_("announced as"), default=list)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("released participation")
        verbose_name_plural = _("released participations")
        ordering = ["slot", "sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["slot", "person"], name="released_participation_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.slot}"
