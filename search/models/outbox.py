"""What Elasticsearch still has to be told, written in the transaction of the change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# So many refusals in a row make a dead letter: it is tried on once an hour, and shown in the admin.
DEAD_AFTER = 10


class SearchChange(models.Model):
    """A document whose current state isn't known to Elasticsearch yet.

    One row per document, whatever happened to it: the worker reads the state of now. It goes when that state has
    arrived and nothing has changed meanwhile (`seq`). `attempts` counts refusals of this document, not the times when
    Elasticsearch didn't answer at all.
    """

    document_id = models.BigIntegerField(_("document"), unique=True)
    seq = models.BigIntegerField()
    changed_at = models.DateTimeField(_("waiting since"), auto_now_add=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("next attempt"), null=True, blank=True, db_index=True)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("change that waits for the search engine")
        verbose_name_plural = _("changes that wait for the search engine")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document_id} @ {self.seq}"

    @property
    def is_dead(self) -> bool:
        """Whether it was refused so often that somebody must look."""
        return self.attempts >= DEAD_AFTER


class SearchIndex(models.Model):
    """An index in Elasticsearch that this installation made: live, being built, or kept for going back."""

    class State(models.TextChoices):
        """Where an index stands."""

        BUILDING = "building", _("being built")
        LIVE = "live", _("in use")
        OLD = "old", _("kept for going back")

    name = models.CharField(_("name"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.BUILDING)
    done = models.PositiveIntegerField(_("documents loaded"), default=0)
    total = models.PositiveIntegerField(_("documents to load"), default=0)
    started_at = models.DateTimeField(_("begun"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("index of the search engine")
        verbose_name_plural = _("indices of the search engine")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.name
