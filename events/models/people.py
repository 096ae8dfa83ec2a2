"""People who take part in editions: one row each, so that there is one place to correct or erase."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Person(models.Model):
    """A name. What a person is announced as belongs to each session; nothing else is kept."""

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160)
    variants = models.JSONField(_("spellings in the sources"), default=list, blank=True)
    note = models.TextField(_("note of the editors"), blank=True)

    panels = [FieldPanel("name"), FieldPanel("note")]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the sign beside the name: of the first and the last word."""
        words = [word for word in self.name.replace("-", " ").split() if word[0].isalpha()]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""
