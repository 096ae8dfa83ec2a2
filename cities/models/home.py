"""Home of a Cité in one language."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import SynchronizedField

from portal.blocks import body_blocks
from portal.models import BasePage
from portal.streams import BlocksField
from portal.tenancy.models import HomePage


class CiteHomePage(HomePage, BasePage):
    """Greeting, services by pôle, news, agenda, hours and place; what there is, in the order of the visitor's need."""

    greeting = models.CharField(
        _("greeting"),
        max_length=80,
        blank=True,
        help_text=_("The large words at the top: “Come in, somebody listens.”"),
    )
    body = BlocksField(body_blocks(), verbose_name=_("more"), blank=True)

    content_panels = [FieldPanel("title"), FieldPanel("greeting"), FieldPanel("lead"), FieldPanel("body")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("home of a Cité")
        verbose_name_plural = _("homes of Cités")
