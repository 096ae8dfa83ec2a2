"""What a Cité offers to the network: asked for, then accepted, featured or declined with a reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cities.enums import ProposalState
from portal.tenancy.models import Cite


class Proposal(models.Model):
    """A news item or event of a Cité that the network may show. Nothing reaches the hub unasked."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="proposal", verbose_name=_("page"))
    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("Cité"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ProposalState.choices,
        default=ProposalState.PROPOSED,
        db_index=True,
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("proposal to the network")
        verbose_name_plural = _("proposals to the network")
        ordering = ["-proposed_at"]
        permissions = [("decide_proposal", "Can decide what the network shows")]

    def __str__(self) -> str:
        return self.page.title
