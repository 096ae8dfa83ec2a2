"""News of a Cité and of the network."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_localize.fields import SynchronizedField

from cities.enums import DatePrecision
from portal.blocks import body_blocks
from portal.models import BasePage
from portal.streams import BlocksField


class NewsIndexPage(BasePage):
    """News, newest first; on the hub also what Cités proposed and the network accepted."""

    parent_page_types = ["portal.HubHomePage", "cities.CiteHomePage"]
    subpage_types = ["cities.NewsPage"]
    max_count_per_parent = 1
    show_in_menus_default = True

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")


class NewsPage(BasePage):
    """One piece of news. The date says no more than is known."""

    date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    date_precision = models.CharField(
        _("known to the"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("date"), FieldPanel("date_precision")]),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("source"), FieldPanel("source_url")]),
    ]
    parent_page_types = ["cities.NewsIndexPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [
        SynchronizedField("date", overridable=False),
        SynchronizedField("date_precision", overridable=False),
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
