"""What a site is and how it looks: language-neutral values; words are on its pages."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from portal.look.accent import NETWORK_SEED, problems_with

COLOUR = re.compile(r"#[0-9a-f]{6}")
validate_colour = RegexValidator(r"^#[0-9a-f]{6}$", _("Write the colour as #rrggbb, in small letters."))


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """Logo, accent, contact and what the law asks a site to say about itself."""

    logo = models.ForeignKey(
        "media.PortalImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown at most 52 pixels high, on white."),
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[validate_colour],
        help_text=_("Your colour; the site makes it as dark as text on it needs. Empty: the network's blue."),
    )
    email = models.EmailField(_("public e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    publisher = models.CharField(
        _("publisher"),
        max_length=200,
        blank=True,
        help_text=_("The organisation that publishes the site, in full."),
    )
    publisher_form = models.CharField(_("legal form"), max_length=120, blank=True)
    publisher_number = models.CharField(_("registration number"), max_length=60, blank=True)
    publisher_address = models.TextField(_("address of the publisher"), blank=True)
    director = models.CharField(_("person in charge of publication"), max_length=120, blank=True)
    host = models.TextField(_("hosting provider"), blank=True, help_text=_("Name, address and telephone."))
    controller = models.CharField(
        _("controller of personal data"), max_length=200, blank=True, help_text=_("Empty: the publisher.")
    )
    data_contact = models.CharField(_("contact for personal data"), max_length=200, blank=True)
    accessibility_contact = models.CharField(_("contact for accessibility"), max_length=200, blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("logo"), FieldPanel("accent"), HelpPanel(template="portal/admin/accent.html")],
            heading=_("Look"),
        ),
        MultiFieldPanel([FieldPanel("email"), FieldPanel("phone")], heading=_("Contact")),
        MultiFieldPanel(
            [
                FieldPanel("publisher"),
                FieldPanel("publisher_form"),
                FieldPanel("publisher_number"),
                FieldPanel("publisher_address"),
                FieldPanel("director"),
                FieldPanel("host"),
            ],
            heading=_("Legal notice"),
        ),
        MultiFieldPanel(
            [FieldPanel("controller"), FieldPanel("data_contact"), FieldPanel("accessibility_contact")],
            heading=_("Personal data and accessibility"),
        ),
    ]
    # What a legal notice can't do without.
    LEGAL_FIELDS = ("publisher", "publisher_address", "email", "director", "host")

    class Meta:
        verbose_name = _("Identity and contact")
        verbose_name_plural = _("Identities and contacts")

    def clean(self) -> None:
        super().clean()
        problems = problems_with(self.accent) if COLOUR.fullmatch(self.accent) else []
        if problems:
            raise ValidationError({"accent": problems})

    @property
    def seed(self) -> str:
        """The colour everything is derived from; the network's while what was typed is no colour."""
        return self.accent if COLOUR.fullmatch(self.accent) else NETWORK_SEED

    @property
    def missing_legal(self) -> list[str]:
        """Names of the fields the legal notice still lacks."""
        return [str(self._meta.get_field(name).verbose_name) for name in self.LEGAL_FIELDS if not getattr(self, name)]
