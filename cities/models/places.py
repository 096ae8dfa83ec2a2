"""Where visitors go: places, hours, closures and urgent notices; facts once, words per language."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from cities.enums import ClosureReason, PlaceKind, Weekday
from portal.dates import date_words
from portal.models import BasePage, FactsPage, FactsRow, OriginalOnlyInlinePanel, OriginalOnlyPanel
from portal.tenancy.models import Cite
from portal.tenancy.selectors.ownership import cite_id_of_path
from portal.translating.fields import NotTranslated

# A closure that lasts longer is none: the Cité's hours are others, or it has ended.
FIRST_CLOSURE = datetime.date(2000, 1, 1)
LONGEST_CLOSURE = datetime.timedelta(days=731)
FURTHEST_CLOSURE = datetime.timedelta(days=3653)


class PlaceFields(models.Model):
    """Abstract columns of a place, on the page's child and on the row."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=PlaceKind.choices, default=PlaceKind.MAIN)
    name = models.CharField(_("name"), max_length=200, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters."))],
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    step_free = models.BooleanField(_("step-free entrance"), null=True, blank=True)
    hearing_loop = models.BooleanField(_("hearing loop"), null=True, blank=True)
    sign_language = models.BooleanField(_("reception in sign language"), null=True, blank=True)

    copied: ClassVar[tuple[str, ...]] = (
        "kind",
        "name",
        "street",
        "postcode",
        "city",
        "country",
        "latitude",
        "longitude",
        "step_free",
        "hearing_loop",
        "sign_language",
    )
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("name")]),
        FieldPanel("street"),
        FieldRowPanel([FieldPanel("postcode"), FieldPanel("city"), FieldPanel("country")]),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        FieldRowPanel([FieldPanel("step_free"), FieldPanel("hearing_loop"), FieldPanel("sign_language")]),
    ]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or self.city or str(self.uid)

    @property
    def address_lines(self) -> list[str]:
        """The address as it is written on a letter, without what isn't known."""
        town = f"{self.postcode} {self.city}".strip()
        return [line for line in (self.name, self.street, town) if line]


class HoursFields(models.Model):
    """Abstract: one opening on one weekday, in wall time of the Cité. A second one is a second row."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    copied: ClassVar[tuple[str, ...]] = ("weekday", "opens", "closes")
    panels = [FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")])]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"

    def clean(self) -> None:
        super().clean()
        if self.opens and self.closes and self.opens >= self.closes:
            raise ValidationError({"closes": _("A place closes after it opens.")})


class PracticalFacts(models.Model):
    """Abstract columns of the facts that page and row share."""

    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    itinerant = models.BooleanField(
        _("no fixed place"),
        default=False,
        help_text=_("The Cité comes to people instead of having a place of its own."),
    )

    class Meta:
        abstract = True


class PracticalInfo(FactsRow, PracticalFacts):
    """Facts about where and when a Cité receives, one row per Cité, whether it has a page or not."""

    cite = models.OneToOneField(Cite, on_delete=models.CASCADE, related_name="practical")
    original = models.OneToOneField(
        "cities.PracticalPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("practical information of a Cité")
        verbose_name_plural = _("practical information of Cités")

    def __str__(self) -> str:
        return str(self.cite)

    @property
    def is_demonstration(self) -> bool:
        """Whether the page these facts come from says they are invented."""
        return bool(self.original and self.original.live and self.original.demonstration)


class Place(PlaceFields):
    """A place of a Cité as last published; associated centres may be in another country than their mother Cité."""

    owner = models.ForeignKey(PracticalInfo, on_delete=models.CASCADE, related_name="places")
    sort_order = models.PositiveIntegerField(default=0)
    status_note = models.TextField(_("what the sources say"), blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "uid"], name="place_once")]


class OpeningHours(HoursFields):
    """One opening as last published."""

    owner = models.ForeignKey(PracticalInfo, on_delete=models.CASCADE, related_name="hours")
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="hours_once"),
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="hours_in_order"),
        ]


class PracticalPage(FactsPage, PracticalFacts, BasePage):
    """How to come: places and hours are facts of the Cité, the ways to it are words of the page."""

    facts_row = PracticalInfo
    fact_fields = ("phone", "email", "itinerant")
    fact_children = {"places": Place, "hours": OpeningHours}

    how_to_come = RichTextField(_("how to come"), blank=True, features=["h3", "bold", "ul", "link"])
    accessibility = RichTextField(_("accessibility of the place"), blank=True, features=["h3", "bold", "ul", "link"])
    without_appointment = models.CharField(
        _("in a line"),
        max_length=160,
        blank=True,
        help_text=_("Under the hours: “Without appointment: just come in.”"),
    )

    content_panels = [
        *BasePage.content_panels,
        OriginalOnlyPanel(),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]), FieldPanel("itinerant")],
            heading=_("Contact"),
        ),
        OriginalOnlyInlinePanel("places", heading=_("Places"), label=_("Place")),
        OriginalOnlyInlinePanel("hours", heading=_("Opening hours"), label=_("Opening")),
        FieldPanel("without_appointment"),
        FieldPanel("how_to_come"),
        FieldPanel("accessibility"),
    ]
    parent_page_types = ["cities.CiteHomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    show_in_menus_default = True
    override_translatable_fields = [
        NotTranslated("phone"),
        NotTranslated("email"),
        NotTranslated("itinerant"),
        NotTranslated("places"),
        NotTranslated("hours"),
    ]

    class Meta:
        verbose_name = _("practical information")
        verbose_name_plural = _("practical information pages")

    def row_defaults(self) -> dict[str, Any]:
        return {"cite_id": cite_id_of_path(self.path)}

    def orphan_row(self, row: PracticalInfo) -> None:
        """Places outlive the page: the directory and the map show them."""


class PagePlace(Orderable, PlaceFields):
    """A place while it is edited."""

    page = ParentalKey(PracticalPage, on_delete=models.CASCADE, related_name="places")

    class Meta(Orderable.Meta):
        verbose_name = _("place on a page")
        verbose_name_plural = _("places on pages")


class PageOpeningHours(Orderable, HoursFields):
    """An opening while it is edited."""

    page = ParentalKey(PracticalPage, on_delete=models.CASCADE, related_name="hours")

    class Meta(Orderable.Meta):
        verbose_name = _("opening hours on a page")
        verbose_name_plural = _("opening hours on pages")


class Closure(models.Model):
    """Days a Cité is closed although its hours say otherwise. A row of its own: it must not wait for a page."""

    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="closures", verbose_name=_("Cité"))
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=10, choices=ClosureReason.choices, default=ClosureReason.OTHER)

    panels = [
        FieldPanel("cite"),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        FieldPanel("reason"),
    ]

    class Meta:
        verbose_name = _("exceptional closure")
        verbose_name_plural = _("exceptional closures")
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=models.Q(starts__lte=models.F("ends")), name="closure_in_order")
        ]

    def __str__(self) -> str:
        days = dict.fromkeys(date_words(day) for day in (self.starts, self.ends))
        return f"{self.cite.short_name}, {' – '.join(days)}"

    def clean(self) -> None:
        super().clean()
        if not self.starts or not self.ends:
            return
        if self.starts > self.ends:
            raise ValidationError({"ends": _("The last day can’t be before the first.")})
        if self.starts < FIRST_CLOSURE or self.starts > timezone.localdate() + FURTHEST_CLOSURE:
            raise ValidationError({"starts": _("This can’t be: give a day after 1999 and within the next ten years.")})
        if self.ends - self.starts > LONGEST_CLOSURE:
            raise ValidationError({"ends": _("A closure lasts two years at most. Change the opening hours instead.")})


class UrgentNotice(models.Model):
    """A sentence at the top of a Cité's pages, in one language, for as long as it matters."""

    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="notices", verbose_name=_("Cité"))
    language = models.CharField(_("language"), max_length=10)
    text = models.CharField(_("text"), max_length=255)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    panels = [
        FieldRowPanel([FieldPanel("cite"), FieldPanel("language")]),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
    ]

    class Meta:
        verbose_name = _("urgent notice")
        verbose_name_plural = _("urgent notices")
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise ValidationError({"ends_at": _("A notice ends after it begins.")})
