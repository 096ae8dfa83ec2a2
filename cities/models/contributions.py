"""Initiatives that partners of a Cité propose by the form of its site."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cities.enums import ContributionState
from cities.models.initiatives import InitiativePage
from portal.tenancy.models import Cite

LONGEST_TEXT = 5000


@register_setting(icon="pick")
class ContributionSettings(BaseSiteSetting):
    """Whether partners may propose initiatives on a Cité's site, and who is told."""

    is_open = models.BooleanField(
        _("partners may propose initiatives"),
        default=False,
        help_text=_("Shows a form below your page of initiatives. Nothing is published before your team takes it up."),
    )
    recipient = models.EmailField(
        _("address that is told of new proposals"),
        blank=True,
        help_text=_(
            "Empty: the address of the contact form. The mail carries a link, not the text. Proposals are kept as long "
            "as messages of the contact form."
        ),
    )

    panels = [FieldPanel("is_open"), FieldPanel("recipient")]

    class Meta:
        verbose_name = _("Initiatives of partners")
        verbose_name_plural = _("Initiatives of partners")


class Contribution(models.Model):
    """What a partner wrote, until the Cité's team takes it up as a draft of its own or declines it.

    Public nowhere. `poles` holds names in addresses, `links` addresses. `email_key` finds the person's proposals
    without reading any; `purge_on` is fixed on receipt from the Cité's setting. The draft stays when the row goes.
    """

    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("Cité"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    purge_on = models.DateField(_("erased on"), db_index=True)
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=100)
    teaser = models.CharField(_("teaser"), max_length=500)
    need = models.TextField(_("the need"), blank=True)
    description = models.TextField(_("what was done"))
    results = models.TextField(_("results"), blank=True)
    poles = models.JSONField(_("pôles"), default=list, blank=True)
    start_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    place_name = models.CharField(_("place"), max_length=120, blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=160)
    email = models.EmailField(_("e-mail address"))
    email_key = models.CharField(max_length=64, db_index=True, editable=False)
    state = models.CharField(
        _("state"), max_length=8, choices=ContributionState.choices, default=ContributionState.WAITING, db_index=True
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    page = models.ForeignKey(
        InitiativePage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("draft")
    )

    class Meta:
        verbose_name = _("initiative proposed by a partner")
        verbose_name_plural = _("initiatives proposed by partners")
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["cite", "state"], name="contribution_of_cite")]

    def __str__(self) -> str:
        return self.title
