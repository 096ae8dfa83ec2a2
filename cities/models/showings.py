"""What a Cité shows of another's on its own site, with whose it is and a link to the original."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.proposals import Proposal
from portal.tenancy.models import Cite


class Showing(models.Model):
    """One piece that a Cité shows; gone from its site as soon as the network or the owner no longer offers it."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="showings", verbose_name=_("what is shown")
    )
    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="showings", verbose_name=_("shown by"))
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    shown_at = models.DateTimeField(_("since"), auto_now_add=True)

    # The one reference to another Cité's page that is meant: its owner offers it and the network has accepted.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("piece of another Cité")
        verbose_name_plural = _("pieces of other Cités")
        ordering = ["-shown_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "cite"], name="shown_once")]

    def __str__(self) -> str:
        return f"{self.cite.short_name}: {self.proposal}"
