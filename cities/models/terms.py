"""Vocabularies of the network: pôles and audiences, named in each language of the portal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

LANGUAGES = ("fr", "en", "it", "pt", "es", "ca", "nl", "eu")


class NetworkTerm(models.Model):
    """Abstract: one word of a closed vocabulary. `slug` is language-neutral and stands in addresses."""

    slug = models.SlugField(_("name in addresses"), unique=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    name_fr = models.CharField(_("in French"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)
    name_it = models.CharField(_("in Italian"), max_length=80, blank=True)
    name_pt = models.CharField(_("in Portuguese"), max_length=80, blank=True)
    name_es = models.CharField(_("in Spanish"), max_length=80, blank=True)
    name_ca = models.CharField(_("in Catalan"), max_length=80, blank=True)
    name_nl = models.CharField(_("in Dutch"), max_length=80, blank=True)
    name_eu = models.CharField(_("in Basque"), max_length=80, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("slug"), FieldPanel("sort_order")]),
        MultiFieldPanel([FieldPanel(f"name_{code}") for code in LANGUAGES], heading=_("Names")),
    ]

    class Meta:
        abstract = True
        ordering = ["sort_order", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language, French where it has none."""
        return self.name_in(get_language() or settings.LANGUAGE_CODE)

    def name_in(self, language: str) -> str:
        """The name in a language, French where it has none."""
        found: str = getattr(self, f"name_{language}", "") or self.name_fr
        return found


class Pole(NetworkTerm):
    """One of the network's canonical pôles: a question people come with. Each Cité words its own."""

    class Meta(NetworkTerm.Meta):
        verbose_name = _("pôle")
        verbose_name_plural = _("pôles")


class Audience(NetworkTerm):
    """Whom an initiative is for."""

    class Meta(NetworkTerm.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
