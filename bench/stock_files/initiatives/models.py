"""Initiatives as a developer who knows Wagtail's documentation would model them: pages with `search_fields`."""

from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

TEXTS = ("need", "description", "results", "difficulties", "transferability", "resources")


class Term(models.Model):
    """A word of a closed vocabulary."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Pole(Term):
    """What people come for."""


class Audience(Term):
    """Whom it is for."""


class StandardPage(Page):
    """A page of text, here for the menus."""


class InitiativeIndexPage(Page):
    """The parent of the initiatives."""


class InitiativePage(Page):
    """An initiative in one language."""

    lead = models.TextField(blank=True)
    need = RichTextField(blank=True)
    description = RichTextField(blank=True)
    results = RichTextField(blank=True)
    difficulties = RichTextField(blank=True)
    transferability = RichTextField(blank=True)
    resources = RichTextField(blank=True)
    cite = models.SlugField(max_length=63)
    country = models.CharField(max_length=2)
    stage = models.CharField(max_length=12, blank=True)
    start_year = models.PositiveSmallIntegerField(null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(null=True, blank=True)
    place_name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=255, blank=True)
    poles = ParentalManyToManyField(Pole, blank=True, related_name="+")
    audiences = ParentalManyToManyField(Audience, blank=True, related_name="+")

    search_fields = [
        *Page.search_fields,
        index.SearchField("lead", boost=2),
        *[index.SearchField(name) for name in TEXTS],
        index.SearchField("place_name"),
        *[index.FilterField(name) for name in ("cite", "country", "stage", "start_year", "poles", "audiences")],
    ]
    content_panels = [
        *Page.content_panels,
        *[FieldPanel(name) for name in ("lead", *TEXTS, "stage", "start_year", "end_year", "poles", "audiences")],
        InlinePanel("partners"),
    ]
    api_fields = [
        APIField(name) for name in ("lead", "cite", "country", "stage", "start_year", "end_year", "poles", "audiences")
    ]


class InitiativePartner(Orderable):
    """An organisation that takes part."""

    page = ParentalKey(InitiativePage, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=160)
    url = models.URLField(blank=True)
