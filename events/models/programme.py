"""The programme as its team works on it: slots and who takes part. The public sees releases of it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from events.blocks import AffiliationBlock
from events.enums import RESTS, AccessMode, Arrangement, EventStatus, SessionKind, SpeakerRole
from events.models.edition import Day, Edition, Room
from events.models.people import Person
from events.models.times import check_span, instant, is_zone, midnight_after
from portal.streams import BlocksField
from portal.tenancy.models.cite import validate_timezone


class SlotFacts(models.Model):
    """Abstract columns that the draft and its released copies share.

    An end that isn't announced is null and never shown; `expected_end` stands in for it in calendars and in
    the search for overlaps.
    """

    number = models.PositiveSmallIntegerField(_("order in the programme"), default=0)
    date = models.DateField(_("date"))
    start = models.TimeField(_("begins at"))
    end = models.TimeField(_("ends at"), null=True, blank=True)
    expected_end = models.TimeField(
        _("expected end"), null=True, blank=True, help_text=_("Not shown as a time of the programme.")
    )
    time_is_own = models.BooleanField(
        _("has a time of its own"),
        default=True,
        help_text=_("Untick for a session inside another whose exact time isn’t announced."),
    )
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_timezone])
    kind = models.CharField(_("kind"), max_length=14, choices=SessionKind.choices)
    access = models.CharField(_("access"), max_length=10, choices=AccessMode.choices, default=AccessMode.INHERIT)
    status = models.CharField(_("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.SCHEDULED)
    group = models.SlugField(
        _("parallel group"), blank=True, help_text=_("The same word for sessions held at the same time.")
    )
    arrangement = models.CharField(
        _("order of the sessions inside"),
        max_length=10,
        choices=Arrangement.choices,
        default=Arrangement.UNKNOWN,
        blank=True,
    )
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("revision for calendars"), default=0, editable=False)

    FACTS: ClassVar[tuple[str, ...]] = (
        "number",
        "date",
        "start",
        "end",
        "expected_end",
        "time_is_own",
        "timezone",
        "kind",
        "access",
        "status",
        "group",
        "arrangement",
        "capacity",
    )
    # A change of these raises SEQUENCE (RFC 5546 §2.1.4); the room is compared beside them.
    TIMING: ClassVar[tuple[str, ...]] = ("date", "start", "end", "expected_end", "timezone", "status")

    class Meta:
        abstract = True

    @property
    def starts_at(self) -> datetime.datetime:
        """The instant it begins, in its own zone."""
        return instant(self.date, self.start, self.timezone)

    @property
    def ends_at(self) -> datetime.datetime | None:
        """The announced end, or None."""
        return instant(self.date, self.end, self.timezone) if self.end else None

    @property
    def over_at(self) -> datetime.datetime:
        """The end to reckon with: announced, expected, or else the day's."""
        last = self.end or self.expected_end
        return instant(self.date, last, self.timezone) if last else midnight_after(self.date, self.timezone)

    @property
    def is_rest(self) -> bool:
        """Whether it is a pause, a meal or the like, which nobody chooses."""
        return self.kind in RESTS


class Slot(SlotFacts, ClusterableModel):
    """One session's facts while they are worked on. `uid` is the same in every language and for ever."""

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("short name"), max_length=60, help_text=_("For the team: j2-round-table-1."))
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="slots", verbose_name=_("edition"))
    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="slots", editable=False)
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots", verbose_name=_("room")
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="parts",
        verbose_name=_("part of"),
    )
    # What the public sees of it; set by the release alone.
    current = models.ForeignKey(
        "events.ReleasedSlot", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [
        FieldRowPanel([FieldPanel("edition"), FieldPanel("code"), FieldPanel("number")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("date"), FieldPanel("start"), FieldPanel("end")]),
                FieldRowPanel([FieldPanel("expected_end"), FieldPanel("time_is_own"), FieldPanel("timezone")]),
            ],
            heading=_("When"),
        ),
        FieldRowPanel([FieldPanel("room"), FieldPanel("capacity"), FieldPanel("access")]),
        FieldRowPanel([FieldPanel("parent"), FieldPanel("group"), FieldPanel("arrangement")]),
        InlinePanel("participations", heading=_("People"), label=_("Person")),
    ]

    class Meta:
        verbose_name = _("session of the programme")
        verbose_name_plural = _("sessions of the programme")
        ordering = ["edition", "number", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="slot_code_once")]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the edition's zone where none is given, on the day of its date."""
        self.timezone = self.timezone or self.edition.timezone
        self.day = Day.objects.get(edition=self.edition_id, date=self.date)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        values: tuple[Any, ...] = (self.edition_id, self.date, self.start)
        if None in values:  # a form that lacks them says so itself
            return
        if not Day.objects.filter(edition=self.edition_id, date=self.date).exists():
            raise ValidationError({"date": _("The edition has no such day.")})
        zone = self.timezone or self.edition.timezone
        if not is_zone(zone):  # the field says so itself
            return
        for column, end in (("end", self.end), ("expected_end", self.expected_end)):
            problems = check_span(zone=zone, date=self.date, start=self.start, end_date=None, end=end)
            if problems:
                raise ValidationError({"start" if name == "start" else column: text for name, text in problems.items()})
        self._check_relations()

    def _check_relations(self) -> None:
        if self.room is not None and self.room.edition_id != self.edition_id:
            raise ValidationError({"room": _("This room belongs to another edition.")})
        if self.parent is not None and (
            self.parent.edition_id != self.edition_id or self.parent.parent_id is not None or self.parent_id == self.pk
        ):
            raise ValidationError({"parent": _("Choose a session of this edition that isn’t itself inside another.")})


class Participation(models.Model):
    """A person in a session, announced with functions that hold for this session only."""

    slot = ParentalKey(Slot, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="participations", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=SpeakerRole.choices, default=SpeakerRole.SPEAKER)
    tentative = models.BooleanField(_("to be confirmed"), default=False)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, help_text=_("Kept here, not shown."))
    affiliations = BlocksField([("affiliation", AffiliationBlock())], verbose_name=_("announced as"), blank=True)
    announced = models.CharField(_("the line in the source"), max_length=500, blank=True)
    note = models.TextField(_("note of the editors"), blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldRowPanel([FieldPanel("person"), FieldPanel("role"), FieldPanel("sort_order")]),
        FieldRowPanel([FieldPanel("tentative"), FieldPanel("withdrawn")]),
        FieldPanel("affiliations"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["slot", "sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["slot", "person"], name="participation_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.slot}"

    @property
    def announced_as(self) -> list[dict[str, str]]:
        """Functions in order: `language`, `function` and `organisation`, as a release keeps them."""
        return [
            {name: str(block.value[name] or "") for name in ("language", "function", "organisation")}
            for block in self.affiliations
        ]
