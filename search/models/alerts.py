"""A search that somebody follows by mail."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Cite
from search.enums import Frequency

LONGEST_QUERY = 2000


class SearchAlert(models.Model):
    """What is sent to whom, and what was. A row somebody asked for and didn't confirm goes by itself on `purge_on`;
    a confirmed one stays until the person stops it.

    `cite` is the Cité on whose site it was made, null on the hub; `query` the question as an address puts it.
    `seen_at` is the latest moment that was looked at: what came into sight later is new. `told` keeps the numbers of
    the documents that were sent, for what comes into sight may be committed late, or come back. `outgoing` is the mail
    under way, {ids, until}: if it isn't known whether it left, the same mail is sent under the same Message-ID.
    """

    uid = models.UUIDField(_("identifier"), unique=True, default=uuid.uuid4, editable=False)
    cite = models.ForeignKey(
        Cite, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("Cité")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    query = models.CharField(_("search"), max_length=LONGEST_QUERY, blank=True)
    frequency = models.CharField(_("how often"), max_length=6, choices=Frequency.choices, default=Frequency.WEEKLY)
    email = models.EmailField(_("e-mail address"))
    email_key = models.CharField(max_length=64, db_index=True, editable=False)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    purge_on = models.DateField(_("erased on, unless confirmed"), null=True, blank=True, db_index=True)
    due_at = models.DateTimeField(_("next mail"), null=True, blank=True, db_index=True)
    seen_at = models.DateTimeField(_("looked at until"), null=True, blank=True)
    told = models.JSONField(default=list, editable=False)
    outgoing = models.JSONField(null=True, editable=False)
    sent = models.PositiveIntegerField(_("mails sent"), default=0, editable=False)
    refused = models.PositiveSmallIntegerField(_("mails refused in a row"), default=0, editable=False)

    class Meta:
        verbose_name = _("alert by mail")
        verbose_name_plural = _("alerts by mail")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(_("Alert %(number)s") % {"number": self.pk})
