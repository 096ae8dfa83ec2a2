"""Pages that the hub and every Cité have: articles and the statements the law asks for; the hub's home."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import SynchronizedField

from portal.blocks import body_blocks
from portal.models.base import BasePage
from portal.models.settings import SiteSettings
from portal.streams import BlocksField
from portal.tenancy.models import HomePage


class HubHomePage(HomePage, BasePage):
    """Home of the network in one language: the question, the places, what the Cités do."""

    question = models.CharField(_("title on the place"), max_length=80, blank=True)
    body = BlocksField(body_blocks(), verbose_name=_("more"), blank=True)

    content_panels = [FieldPanel("title"), FieldPanel("question"), FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [panel for panel in BasePage.promote_panels if "slug" not in str(panel)]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("home of the network")
        verbose_name_plural = _("homes of the network")


class ArticlePage(BasePage):
    """A page of text made of blocks, with pages below it if need be."""

    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["portal.HubHomePage", "cities.CiteHomePage", "portal.ArticlePage", "label.LabelIndexPage"]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class StatementKind(models.TextChoices):
    """Statements that every site makes."""

    LEGAL = "legal", _("Legal notice")
    PRIVACY = "privacy", _("Personal data")
    ACCESSIBILITY = "accessibility", _("Accessibility")


class StatementPage(BasePage):
    """Legal notice, privacy or accessibility statement: a template filled from the site's settings.

    What the settings lack is said on the page; `addition` holds what the Cité has to say besides.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=StatementKind.choices, editable=False)
    addition = BlocksField(body_blocks(), verbose_name=_("in addition"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("addition")]
    parent_page_types = ["portal.HubHomePage", "cities.CiteHomePage"]
    subpage_types: list[str] = []
    is_creatable = False

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        row = getattr(request, "site_row", None)
        context["statement_template"] = f"portal/statements/{self.kind}.html"
        context["settings"] = SiteSettings.objects.filter(site=row.id if row else None).first() or SiteSettings()
        return context
