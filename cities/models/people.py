"""Team and partners of a Cité."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.blocks import body_blocks
from portal.media.models import PortalImage
from portal.models import BasePage
from portal.streams import BlocksField

# As `templates/cities/partners_page.html` shows them.
LOGO_FILTER = "max-320x104|format-webp"


class TeamPage(BasePage):
    """The people one meets, with what they do and the languages they speak."""

    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, InlinePanel("members", label=_("Person")), FieldPanel("body")]
    parent_page_types = ["cities.CiteHomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")


class TeamMember(TranslatableMixin, Orderable):
    """One person: name and languages are the same in all languages of the page, the function is translated."""

    page = ParentalKey(TeamPage, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("function"), max_length=200, blank=True)
    languages = models.CharField(
        _("languages spoken"), max_length=60, blank=True, help_text=_("Codes separated by commas: fr, en.")
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("languages")]),
        FieldPanel("function"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
    ]
    override_translatable_fields = [
        SynchronizedField("name", overridable=False),
        TranslatableField("function"),
        SynchronizedField("languages", overridable=False),
        SynchronizedField("phone", overridable=False),
        SynchronizedField("email", overridable=False),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("person of a team")
        verbose_name_plural = _("people of teams")
        unique_together = [("translation_key", "locale")]

    def __str__(self) -> str:
        return self.name

    @property
    def language_codes(self) -> list[str]:
        """The codes, in the order given, those the portal knows."""
        known = dict(settings.LANGUAGES)
        codes = [code.strip() for code in self.languages.split(",")]
        return [code for code in codes if code in known]

    @property
    def initials(self) -> str:
        """Two letters for the sign beside the name."""
        return "".join(part[0] for part in self.name.split() if part[0].isalpha())[:2].upper()


class PartnersPage(BasePage):
    """The organisations that make a Cité together."""

    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        InlinePanel("partners", label=_("Partner")),
        FieldPanel("body"),
    ]
    parent_page_types = ["cities.CiteHomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("partners")
        verbose_name_plural = _("partners of Cités")

    @property
    def shown_partners(self) -> list[Partner]:
        """The partners with their logos and the size they are shown in: three queries, however many there are."""
        partners = list(self.partners.all())
        logos = PortalImage.objects.prefetch_renditions(LOGO_FILTER).in_bulk(
            [partner.logo_id for partner in partners if partner.logo_id]
        )
        for partner in partners:
            if partner.logo_id in logos:
                partner.logo = logos[partner.logo_id]
        return partners


class Partner(TranslatableMixin, Orderable):
    """One organisation, and in a line what it brings."""

    page = ParentalKey(PartnersPage, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=160)
    description = models.CharField(_("what it brings"), max_length=255, blank=True)
    url = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "media.PortalImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("url"), FieldPanel("logo")]),
    ]
    override_translatable_fields = [
        SynchronizedField("name", overridable=False),
        TranslatableField("description"),
        SynchronizedField("url", overridable=False),
        SynchronizedField("logo", overridable=False),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        unique_together = [("translation_key", "locale")]

    def __str__(self) -> str:
        return self.name
