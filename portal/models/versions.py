"""Numbers that grow with each publication, for the ETags of the API."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentVersion(models.Model):
    """How often what is public under `name` has changed.

    A row, not a cache key: it is raised in the transaction that publishes, so a version read before the data
    can't name a state newer than them.
    """

    name = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("version of public content")
        verbose_name_plural = _("versions of public content")

    def __str__(self) -> str:
        return f"{self.name}: {self.number}"
