"""Services by pôle: the network's pôles in the Cité's own words and order, and its own extras."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cities.models.terms import Pole
from portal.blocks import body_blocks
from portal.models import BasePage
from portal.streams import BlocksField


class ServicesIndexPage(BasePage):
    """The signs of a Cité, in the order of the pages below."""

    content_panels = [*BasePage.content_panels]
    parent_page_types = ["cities.CiteHomePage"]
    subpage_types = ["cities.ServicePage"]
    max_count_per_parent = 1
    show_in_menus_default = True

    class Meta:
        verbose_name = _("services")
        verbose_name_plural = _("services")


class ServicePage(BasePage):
    """One sign: the title is the person's question, the pôle it belongs to is the network's."""

    pole = models.ForeignKey(
        Pole,
        verbose_name=_("pôle of the network"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty for an offer of your own that no pôle of the network names."),
    )
    body = BlocksField(body_blocks(), verbose_name=_("what we offer"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("pole"), FieldPanel("body")]
    parent_page_types = ["cities.ServicesIndexPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [
        TranslatableField("title"),
        SynchronizedField("pole", overridable=False),
    ]

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services of a pôle")
