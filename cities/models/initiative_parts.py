"""Parts of an initiative: organisations and Cités that take part, links."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel


class PartnerFields(models.Model):
    """Abstract: an organisation."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=160)
    url = models.URLField(_("website"), blank=True)

    copied: ClassVar[tuple[str, ...]] = ("name", "url")
    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("url")])]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class PartnerCiteFields(models.Model):
    """Abstract: a Cité, by foreign key `cite` on the concrete models; an initiative names it once."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)

    copied: ClassVar[tuple[str, ...]] = ("cite_id",)
    same_by: ClassVar[str] = "cite_id"
    panels = [FieldPanel("cite")]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, "cite", ""))


class LinkBlock(blocks.StructBlock):
    """An address elsewhere, in words that say where it leads."""

    title = blocks.CharBlock(label=_("Where it leads"), max_length=120)
    url = blocks.URLBlock(label=_("Address (URL)"))

    class Meta:
        icon = "link"
        label = _("Link")
        preview_value = {"title": "Le rapport d’évaluation", "url": "https://example.org/"}
