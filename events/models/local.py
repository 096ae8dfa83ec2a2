"""Facts of a local event: wall times and zone of its place, rule, exceptions, and the dates made from them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from cities.models import Pole
from events.enums import EntryMode, EventStatus, ExceptionKind, Frequency
from events.models.recurrence import Rule
from events.models.times import Span, check_span, is_zone, span
from portal.models import FactsRow
from portal.tenancy.models.cite import validate_timezone

DEFAULT_ZONE = "Europe/Paris"
# How far ahead the dates of a recurring event are made; a job makes more as time passes.
HORIZON = datetime.timedelta(days=730)
# What an agenda holds: nothing before, nothing further ahead, nothing that goes on for longer.
FIRST_DAY = datetime.date(1990, 1, 1)
FURTHEST = datetime.timedelta(days=3653)
LONGEST_SERIES = datetime.timedelta(days=3653)
LONGEST_EVENT = datetime.timedelta(days=731)
OUT_OF_BOUNDS = _("This can’t be: give a day after 1989 and within the next ten years.")


def is_in_bounds(day: datetime.date | None) -> bool:
    """Whether an agenda may hold this day; one that isn't given is no matter of bounds."""
    return day is None or FIRST_DAY <= day <= timezone.localdate() + FURTHEST


class EventFacts(models.Model):
    """Abstract columns that page and row share."""

    start_date = models.DateField(_("date"), null=True, blank=True)
    start_time = models.TimeField(
        _("begins at"), null=True, blank=True, help_text=_("Local time of the place. Empty: it lasts all day.")
    )
    end_date = models.DateField(_("last day"), null=True, blank=True, help_text=_("Only if it lasts more than a day."))
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    timezone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_timezone],
        help_text=_("Of the place, such as Europe/Lisbon. Empty: your Cité’s."),
    )
    frequency = models.CharField(_("repeats"), max_length=16, choices=Frequency.choices, default=Frequency.ONCE)
    repeat_until = models.DateField(_("repeats until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.SCHEDULED)
    place_name = models.CharField(_("place"), max_length=160, blank=True)
    place_address = models.CharField(_("address of the place"), max_length=255, blank=True)
    room = models.CharField(_("room"), max_length=120, blank=True)
    online = models.BooleanField(_("online"), default=False)
    online_url = models.URLField(_("address to take part online"), blank=True)
    entry = models.CharField(_("entry"), max_length=10, choices=EntryMode.choices, default=EntryMode.OPEN)
    contact_email = models.EmailField(_("e-mail for registration"), blank=True)
    contact_phone = models.CharField(_("telephone for registration"), max_length=40, blank=True)
    contact_url = models.URLField(_("address for registration"), blank=True)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    pole = models.ForeignKey(
        Pole,
        verbose_name=_("pôle of the network"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        abstract = True

    @property
    def zone(self) -> str:
        """The IANA name of the zone all times are in."""
        return self.timezone or DEFAULT_ZONE

    @property
    def rule(self) -> Rule | None:
        """How it repeats; None before the first date is known."""
        return Rule(Frequency(self.frequency), self.start_date, self.repeat_until) if self.start_date else None

    @property
    def rrule(self) -> str:
        """The text of the rule (RFC 5545 §3.3.10), empty for a single date."""
        return self.rule.text(start=self.start_time, zone=self.zone) if self.rule else ""

    @property
    def is_all_day(self) -> bool:
        """Whether no time is announced."""
        return self.start_time is None

    def span_on(self, date: datetime.date) -> Span:
        """When it takes place if it begins on `date`."""
        assert self.start_date is not None  # noqa: S101  # asked of dates that the rule gave
        days = (self.end_date - self.start_date) if self.end_date else datetime.timedelta()
        return span(zone=self.zone, date=date, start=self.start_time, end_date=date + days, end=self.end_time)

    def clean(self) -> None:
        super().clean()
        if self.start_date is None or not is_zone(self.zone):  # the field says so itself
            return
        if errors := self._out_of_bounds():
            raise ValidationError(errors)
        problems = check_span(
            zone=self.zone,
            date=self.start_date,
            start=self.start_time,
            end_date=self.end_date,
            end=self.end_time,
        )
        columns = {"start": "start_time", "end": "end_time", "end_date": "end_date"}
        errors = {columns[name]: problem for name, problem in problems.items()}
        errors |= self._wrong_series()
        if errors:
            raise ValidationError(errors)

    def _out_of_bounds(self) -> dict[str, Any]:
        assert self.start_date is not None  # noqa: S101  # asked by `clean` of dates that are there
        if not is_in_bounds(self.start_date):
            return {"start_date": OUT_OF_BOUNDS}
        if self.end_date and self.end_date - self.start_date > LONGEST_EVENT:
            return {"end_date": _("An event lasts two years at most.")}
        return {}

    def _wrong_series(self) -> dict[str, Any]:
        assert self.start_date is not None  # noqa: S101  # asked by `clean` of dates that are there
        if self.frequency == Frequency.ONCE:
            return {}
        if self.start_date < timezone.localdate() - LONGEST_SERIES:
            return {"start_date": _("An event that repeats can’t have begun more than ten years ago.")}
        if not self.repeat_until:
            return {}
        if self.repeat_until < self.start_date:
            return {"repeat_until": _("The last date comes after the first.")}
        if self.repeat_until - self.start_date > LONGEST_SERIES:
            return {"repeat_until": _("An event repeats for ten years at most; leave it empty if it has no end.")}
        return {}


FACT_FIELDS = (
    "start_date",
    "start_time",
    "end_date",
    "end_time",
    "timezone",
    "frequency",
    "repeat_until",
    "status",
    "place_name",
    "place_address",
    "room",
    "online",
    "online_url",
    "entry",
    "contact_email",
    "contact_phone",
    "contact_url",
    "capacity",
    "pole",
)
# A change of these raises SEQUENCE (RFC 5546 §2.1.4): who has the event in a calendar must notice.
TIMING_FIELDS = (
    "start_date",
    "start_time",
    "end_date",
    "end_time",
    "timezone",
    "frequency",
    "repeat_until",
    "status",
    "place_name",
    "online",
)


class ExceptionFields(models.Model):
    """Abstract: one date of a recurring event that is cancelled, moved or additional."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what"), max_length=10, choices=ExceptionKind.choices, default=ExceptionKind.CANCELLED)
    date = models.DateField(_("date"), help_text=_("As the rule gives it; of an additional one its own."))
    new_date = models.DateField(_("takes place on"), null=True, blank=True)
    new_start = models.TimeField(_("begins at"), null=True, blank=True)
    new_end = models.TimeField(_("ends at"), null=True, blank=True)

    copied: ClassVar[tuple[str, ...]] = ("kind", "date", "new_date", "new_start", "new_end")
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]),
        FieldRowPanel([FieldPanel("new_date"), FieldPanel("new_start"), FieldPanel("new_end")]),
    ]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"

    def clean(self) -> None:
        super().clean()
        for name in ("date", "new_date"):
            if not is_in_bounds(getattr(self, name)):
                raise ValidationError({name: OUT_OF_BOUNDS})
        if self.new_end and not self.new_start:
            raise ValidationError({"new_start": _("Give the time it begins too.")})
        if self.new_start and self.new_end and self.new_end <= self.new_start:
            raise ValidationError({"new_end": _("It ends after it begins.")})
        if self.kind == ExceptionKind.MOVED and not (self.new_date or self.new_start):
            raise ValidationError({"new_date": _("Say when it takes place instead.")})

    def span(self, facts: EventFacts) -> Span:
        """When this date takes place; where it says nothing, as the event does."""
        day = self.new_date or self.date
        if self.new_start is None:
            return facts.span_on(day)
        return span(zone=facts.zone, date=day, start=self.new_start, end_date=None, end=self.new_end)


class LocalEvent(FactsRow, EventFacts):
    """The language-neutral row. Whose it is, its original page tells."""

    original = models.OneToOneField(
        "events.EventPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sequence = models.PositiveIntegerField(_("revision for calendars"), default=0, editable=False)

    class Meta:
        verbose_name = _("local event")
        verbose_name_plural = _("local events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.uid)

    def make_occurrences(self, *, today: datetime.date | None = None) -> None:
        """Bring the dates up to `HORIZON` in line with rule and exceptions; a date that stays keeps its row."""
        wanted = self._wanted((today or timezone.localdate()) + HORIZON)
        rows = [
            Occurrence(
                event=self,
                date=date,
                starts_at=when.starts_at,
                ends_at=when.ends_at,
                over_at=when.over_at,
                status=status,
            )
            for date, (when, status) in wanted.items()
        ]
        Occurrence.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["event", "date"],
            update_fields=["starts_at", "ends_at", "over_at", "status"],
        )
        there = self.occurrences.values_list("pk", "date")
        self.occurrences.filter(pk__in=[pk for pk, date in there if date not in wanted]).delete()

    def _wanted(self, last: datetime.date) -> dict[datetime.date, tuple[Span, str]]:
        if self.rule is None:
            return {}
        found = {date: (self.span_on(date), EventStatus.SCHEDULED.value) for date in self.rule.dates(last)}
        for exception in self.exceptions.all():
            if exception.kind == ExceptionKind.EXTRA:
                found[exception.date] = (exception.span(self), EventStatus.SCHEDULED.value)
            elif exception.date in found and exception.kind == ExceptionKind.CANCELLED:
                found[exception.date] = (found[exception.date][0], EventStatus.CANCELLED.value)
            elif exception.date in found:
                found[exception.date] = (exception.span(self), EventStatus.RESCHEDULED.value)
        return found


class EventException(ExceptionFields):
    """One exception as last published."""

    owner = models.ForeignKey(LocalEvent, on_delete=models.CASCADE, related_name="exceptions")
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("exception of an event")
        verbose_name_plural = _("exceptions of events")
        ordering = ["date", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "uid"], name="event_exception_once")]


class Occurrence(models.Model):
    """One date of an event. `date` is the one the rule gave (RECURRENCE-ID), also where it was moved."""

    event = models.ForeignKey(LocalEvent, on_delete=models.CASCADE, related_name="occurrences")
    date = models.DateField(_("date"))
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    over_at = models.DateTimeField(_("past after"), db_index=True)
    status = models.CharField(_("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.SCHEDULED)

    class Meta:
        verbose_name = _("date of an event")
        verbose_name_plural = _("dates of events")
        ordering = ["starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "date"], name="occurrence_once")]

    def __str__(self) -> str:
        return f"{self.event}: {self.date}"
