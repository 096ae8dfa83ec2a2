"""The proof that data went when they had to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Cite


class PurgeRun(models.Model):
    """What one day's purge of one kind of rows erased for one Cité, or for the network where `cite` is null.

    `left_overdue` counts what should have gone and is still there: anything but 0 is a fault.
    """

    kind = models.CharField(_("kind"), max_length=40)
    day = models.DateField(_("day"))
    cite = models.ForeignKey(
        Cite, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("Cité")
    )
    erased = models.PositiveIntegerField(_("erased"), default=0)
    left_overdue = models.PositiveIntegerField(_("left although due"), default=0)
    ran_at = models.DateTimeField(_("ran"), auto_now=True)

    class Meta:
        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        ordering = ["-day", "kind", "cite"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "day", "cite"], name="purge_once"),
            models.UniqueConstraint(
                fields=["kind", "day"], condition=models.Q(cite__isnull=True), name="purge_once_network"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
