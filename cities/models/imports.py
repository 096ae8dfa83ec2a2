"""Imports of initiatives from a file: the file with its report, and which initiative each external id became."""

from __future__ import annotations

import secrets
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.enums import ImportState, LineOutcome, LineUndo
from cities.models.initiatives import InitiativePage
from portal.media.models import document_storage
from portal.tenancy.models import Cite

LONGEST_ID = 100


def import_path(instance: InitiativeImport, filename: str) -> str:
    """A name nobody can guess; no view serves the file."""
    return f"imports/{secrets.token_urlsafe(16)}{PurePath(filename).suffix.lower()[:5]}"


class InitiativeImport(models.Model):
    """One file brought to one Cité, and what became of it.

    `columns` holds a field's name, or nothing, for each of `headers`. `file` is emptied when its time has come
    (`docs/import.md`). `counts` are lines by outcome; `refusal` is why the whole file was refused.
    """

    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="initiative_imports", verbose_name=_("Cité"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    file = models.FileField(_("file"), upload_to=import_path, storage=document_storage, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=255)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    headers = models.JSONField(default=list, blank=True)
    columns = models.JSONField(default=list, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED, db_index=True
    )
    skip_invalid = models.BooleanField(default=False)
    counts = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    refusal = models.JSONField(default=dict, blank=True)
    written_at = models.DateTimeField(_("imported"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    # Bookkeeping: nobody asks where a draft is used to find the file it came from.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of initiatives")
        verbose_name_plural = _("imports of initiatives")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        """Whether a task has it in hand, or is about to."""
        return self.state in (ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING)


class ImportLine(models.Model):
    """What became of one line, with the problems found.

    `page` is the draft it made or changed, `revision_id` the revision written at `saved_at` (by both undoing knows
    that nobody has saved the page since), `previous_id` the one before; `before` what was known of the external id.
    """

    of_import = models.ForeignKey(InitiativeImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("line"))
    external_id = models.CharField(_("identifier"), max_length=LONGEST_ID, blank=True)
    title = models.CharField(_("title"), max_length=100, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=LineOutcome.choices)
    problems = models.JSONField(default=list, blank=True)
    page = models.ForeignKey(InitiativePage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revision_id = models.PositiveBigIntegerField(null=True, blank=True)
    previous_id = models.PositiveBigIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(default=dict, blank=True)
    undo = models.CharField(_("undone"), max_length=8, choices=LineUndo.choices, blank=True, default=LineUndo.NONE)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of imports")
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["of_import", "outcome"])]

    def __str__(self) -> str:
        return f"{self.of_import}: {self.number}"


class ImportedInitiative(models.Model):
    """Which page an external id of a Cité became. Without a page: a person has deleted it here.

    `digests` tell, by field, what the file last brought; a field whose draft says otherwise was edited here.
    """

    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="imported_initiatives")
    external_id = models.CharField(_("identifier"), max_length=LONGEST_ID)
    page = models.OneToOneField(InitiativePage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    digests = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported initiative")
        verbose_name_plural = _("imported initiatives")
        constraints = [models.UniqueConstraint(fields=["cite", "external_id"], name="imported_initiative_once")]

    def __str__(self) -> str:
        return self.external_id
