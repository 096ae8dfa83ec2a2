"""Closed vocabularies of the search."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Order(models.TextChoices):
    """Orders of a result. Equal places are told apart by the document's number, so pages are stable."""

    RELEVANCE = "relevance", pgettext_lazy("order", "relevance")
    RECENT = "recent", pgettext_lazy("order", "newest first")
    YEAR = "year", pgettext_lazy("order", "year")
    TITLE = "title", pgettext_lazy("order", "title")
    DISTANCE = "distance", pgettext_lazy("order", "distance")


class Match(models.TextChoices):
    """How many of the words asked for a text must hold."""

    ALL = "all", _("all words")
    SOME = "some", _("some of the words")


class Step(models.TextChoices):
    """The step of the ladder an answer stands on."""

    ALL = "all", _("all words")
    CORRECTED = "corrected", _("corrected spelling")
    SOME = "some", _("some of the words")
    NOTHING = "nothing", _("nothing")


class Frequency(models.TextChoices):
    """How often an alert by mail is sent, where there is something new."""

    DAILY = "daily", pgettext_lazy("alert", "every day")
    WEEKLY = "weekly", pgettext_lazy("alert", "every week")


# Longer texts are cut before they are looked at.
MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class FacetSpec:
    """A facet. `single`: an initiative has one value at most. `closed`: a short list, shown with its zeros."""

    name: str
    single: bool = False
    closed: bool = False


FACETS = (
    FacetSpec("pole", closed=True),
    FacetSpec("mode", closed=True),
    FacetSpec("cite", single=True),
    FacetSpec("country", single=True),
    FacetSpec("audience"),
    FacetSpec("year"),
    FacetSpec("language", closed=True),
    FacetSpec("stage", single=True, closed=True),
)
FACET_NAMES = tuple(spec.name for spec in FACETS)
