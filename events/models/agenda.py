"""Agendas: an index on the hub and on each Cité's site, and a page per event and language."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable

from events.models.local import (
    DEFAULT_ZONE,
    FACT_FIELDS,
    TIMING_FIELDS,
    EventException,
    EventFacts,
    ExceptionFields,
    LocalEvent,
)
from portal.blocks import body_blocks
from portal.models import BasePage, FactsPage, OriginalOnlyInlinePanel, OriginalOnlyPanel
from portal.streams import BlocksField
from portal.tenancy.models import Cite
from portal.tenancy.selectors.ownership import cite_id_of_path
from portal.translating.fields import NotTranslated


class EventIndexPage(BasePage):
    """What is coming up; on the hub also what Cités proposed and the network accepted."""

    parent_page_types = ["portal.HubHomePage", "cities.CiteHomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    show_in_menus_default = True

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")


class EventPage(FactsPage, EventFacts, BasePage):
    """The words of an event in one language; on the original page also when and where."""

    facts_row = LocalEvent
    fact_fields = FACT_FIELDS
    fact_children = {"exceptions": EventException}
    facts_required = ("start_date",)
    public_with_original = True

    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        OriginalOnlyPanel(),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("start_time"), FieldPanel("end_time")]),
                FieldRowPanel([FieldPanel("end_date"), FieldPanel("timezone")]),
                FieldRowPanel([FieldPanel("frequency"), FieldPanel("repeat_until")]),
                FieldPanel("status"),
            ],
            heading=_("When, the same in every language"),
        ),
        OriginalOnlyInlinePanel("exceptions", heading=_("Dates that differ"), label=_("Date")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("place_name"), FieldPanel("room")]),
                FieldPanel("place_address"),
                FieldRowPanel([FieldPanel("online"), FieldPanel("online_url")]),
            ],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("entry"), FieldPanel("capacity")]),
                FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
                FieldPanel("contact_url"),
                FieldPanel("pole"),
            ],
            heading=_("Who may come"),
        ),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("source"), FieldPanel("source_url")]),
    ]
    parent_page_types = ["events.EventIndexPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [*(NotTranslated(name) for name in FACT_FIELDS), NotTranslated("exceptions")]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save with the zone of the Cité where none was given: the wall time alone says nothing."""
        if not self.timezone and not self.alias_of_id:
            self.timezone = zone_of_path(self.path)
        return super().save(*args, **kwargs)

    def _copy_to(self, row: LocalEvent) -> None:
        announced = row.facts_at is not None
        before = self._timing_of(row)
        super()._copy_to(row)
        if announced and before != self._timing_of(row):
            row.sequence += 1
            row.save(update_fields=["sequence"])
        row.make_occurrences()

    @staticmethod
    def _timing_of(row: LocalEvent) -> tuple[Any, ...]:
        exceptions = EventException.objects.filter(owner=row).values_list(*EventException.copied)
        return (*(getattr(row, name) for name in TIMING_FIELDS), *exceptions)


class PageEventException(Orderable, ExceptionFields):
    """An exception while it is edited."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="exceptions")

    class Meta(Orderable.Meta):
        verbose_name = _("exception on a page")
        verbose_name_plural = _("exceptions on pages")


def zone_of_path(path: str) -> str:
    """The zone of the Cité under whose container a page path lies; of the hub, Paris."""
    cite_id = cite_id_of_path(path) if path else None
    if cite_id is None:
        return DEFAULT_ZONE
    return Cite.objects.values_list("timezone", flat=True).get(pk=cite_id)
