"""The label's documents: words per language on a page, editions with their date, file and source below it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cities.enums import DatePrecision
from label.models.dates import KnownDate, known
from portal.blocks import body_blocks
from portal.models import BasePage, ShownElsewhere
from portal.streams import BlocksField


class LabelDocumentPage(ShownElsewhere, BasePage):
    """One document of the label: what it is, and its editions. Restricted to the members or public."""

    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        InlinePanel("editions", label=_("Edition")),
        FieldPanel("body"),
    ]
    parent_page_types = ["label.LabelIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("document of the label")
        verbose_name_plural = _("documents of the label")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        rows = self.editions.select_related("file")
        context["editions"] = sort_editions(rows, day=timezone.localdate())
        return context


class LabelDocumentEdition(TranslatableMixin, Orderable):
    """One edition of a document, in one language. The file may be missing: the page then says that it isn't at hand."""

    page = ParentalKey(LabelDocumentPage, on_delete=models.CASCADE, related_name="editions")
    name = models.CharField(_("edition"), max_length=120, blank=True, help_text=_("As it calls itself, or empty."))
    effective_date = models.DateField(_("in force from"), null=True, blank=True)
    date_precision = models.CharField(
        _("known to the"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    language = models.CharField(_("language of the text"), max_length=10, choices=settings.LANGUAGES, blank=True)
    file = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        verbose_name=_("file"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="label_editions",
        help_text=_("Where the page is for members, so is its file."),
    )
    source = models.CharField(_("source"), max_length=500)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("effective_date"), FieldPanel("date_precision"), FieldPanel("language")]),
        FieldPanel("file"),
        FieldRowPanel([FieldPanel("source"), FieldPanel("source_url")]),
    ]
    override_translatable_fields = [
        TranslatableField("name"),
        SynchronizedField("effective_date", overridable=False),
        SynchronizedField("date_precision", overridable=False),
        SynchronizedField("language", overridable=False),
        SynchronizedField("file", overridable=False),
        SynchronizedField("source", overridable=False),
        SynchronizedField("source_url", overridable=False),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("edition of a document")
        verbose_name_plural = _("editions of documents")
        unique_together = [("translation_key", "locale")]

    def __str__(self) -> str:
        return self.name or str(self.effective_date or "")

    @property
    def known(self) -> KnownDate | None:
        """From when it is in force, as far as it is known."""
        return known(self.effective_date, self.date_precision) if self.effective_date else None


@dataclass(frozen=True, slots=True)
class SortedEditions:
    """The editions of one document on a day. `current` holds one for each language it is written in."""

    current: list[LabelDocumentEdition]
    earlier: list[LabelDocumentEdition]
    coming: list[LabelDocumentEdition]


def sort_editions(rows: Iterable[LabelDocumentEdition], *, day: datetime.date) -> SortedEditions:
    """Editions by what they are on a day: the newest of each language, those before, those still to come.

    An edition dated to the year or month is in force from the first day of it; an undated one counts as the oldest
    of its language.
    """
    undated = datetime.date.min
    dated = sorted(rows, key=lambda row: row.known.first if row.known else undated, reverse=True)
    coming = [row for row in dated if row.known is not None and row.known.first > day]
    past = [row for row in dated if row not in coming]
    newest = {row.language: row for row in reversed(past)}
    current = [row for row in past if newest[row.language] is row]
    earlier = [row for row in past if newest[row.language] is not row]
    return SortedEditions(current, earlier, coming[::-1])
