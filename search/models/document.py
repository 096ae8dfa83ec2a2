"""The projection: one row per initiative with all its published languages, from which every engine indexes and cards
are read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.enums import Stage
from portal.tenancy.models import Cite

# The value of a facet where an initiative has none.
NONE = "none"
TITLE_KEY_LENGTH = 24


def years_of(first: int | None, last: int | None) -> list[int]:
    """Every year it went on, as far as known."""
    start, end = first or last, last or first
    return list(range(start, end + 1)) if start and end else []


def facet_values(
    *, cite: str, country: str, stage: str, years: Sequence[int], **lists: Sequence[str]
) -> dict[str, list[str]]:
    """The values of each facet; `NONE` where there are none, so that they are counted like any other."""
    values: dict[str, list[str]] = {
        "cite": [cite],
        "country": [country],
        "stage": [stage],
        "year": [str(year) for year in years],
        **{name: list(found) for name, found in lists.items()},
    }
    return {name: [value for value in found if value] or [NONE] for name, found in values.items()}


class SearchDocument(models.Model):
    """What the public may see of an initiative, in the state its last publication left.

    `visible`: it can be read on its Cité's own site. `accepted`: the network shows it too. A row that isn't visible
    is a tombstone: it keeps its number and nothing of its content, so that an index that hears of an older state
    late knows better. Addresses aren't stored, for an ancestor's move changes them silently.

    `seq` grows with each write of any document (the version in Elasticsearch); `tx` tells readers which rows they
    haven't seen yet (`search.engines.clock`).
    """

    uid = models.UUIDField(_("identifier"), unique=True, default=uuid.uuid4, editable=False)
    seq = models.BigIntegerField(default=0)
    tx = models.BigIntegerField(default=0, db_index=True)
    written_at = models.DateTimeField(_("written"), null=True)
    visible = models.BooleanField(_("visible"), default=False)
    accepted = models.BooleanField(_("accepted by the network"), default=False)
    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="+", verbose_name=_("Cité"))
    cite_slug = models.CharField(max_length=63, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, blank=True)
    start_year = models.PositiveSmallIntegerField(_("first year"), null=True)
    end_year = models.PositiveSmallIntegerField(_("last year"), null=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)
    poles = models.JSONField(_("pôles"), default=list)
    audiences = models.JSONField(_("audiences"), default=list)
    modes = models.JSONField(_("modes"), default=list)
    # Codes of the published languages, the original's first.
    languages = models.JSONField(_("languages"), default=list)
    # {language: id of the page}; the original's is also a column, for it is what other languages fall back to.
    pages = models.JSONField(default=dict)
    original_page_id = models.BigIntegerField(null=True)
    title_key = models.CharField(max_length=TITLE_KEY_LENGTH, blank=True)
    inspired_by = models.UUIDField(null=True, db_index=True)
    published_at = models.DateTimeField(_("first published"), null=True)
    # Since when it can be read on its Cité's site, and since when the network shows it: what is new to whom. A
    # tombstone keeps them (`search.services.since`).
    site_since = models.DateTimeField(_("on its Cité's site since"), null=True)
    network_since = models.DateTimeField(_("in the network since"), null=True)
    # What its page shows besides: {has_contact, place, source, source_url, partners: [{name, url}],
    # partner_cites: [slug]}.
    facts = models.JSONField(default=dict)
    # {language: {title, teaser, demonstration}}: what a card shows.
    cards = models.JSONField(default=dict)
    # {language: {body, labels}}: what is searched besides.
    texts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [models.Index(fields=["cite", "visible"], name="search_document_of_cite")]

    def __str__(self) -> str:
        # In the original's language; PostgreSQL keeps no order of keys.
        card: dict[str, Any] = self.cards.get(next(iter(self.languages), ""), {})
        return card.get("title", "") or str(self.uid)

    @property
    def in_network(self) -> bool:
        """Whether the network's search may show it."""
        return self.visible and self.accepted

    def facet_values(self) -> dict[str, list[str]]:
        """The values of each facet; `NONE` where there are none."""
        return facet_values(
            cite=self.cite_slug,
            country=self.country,
            stage=self.stage,
            years=years_of(self.start_year, self.end_year),
            pole=self.poles,
            audience=self.audiences,
            mode=self.modes,
            language=self.languages,
        )


class SearchClock(models.Model):
    """One row: how many writes there were, and since when it counts. Restoring or emptying the database sets a new
    epoch, and every process reads anew."""

    epoch = models.UUIDField(default=uuid.uuid4)
    seq = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("clock of the search")
        verbose_name_plural = _("clocks of the search")

    def __str__(self) -> str:
        return str(self.seq)
