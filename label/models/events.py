"""What is recorded about a Cité's label and its membership: rows that make a history, never a status field."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cities.enums import DatePrecision
from label.enums import EventKind, MembershipKind
from label.models import transitions
from label.models.dates import KnownDate, known
from label.models.history import IllegalHistoryError, Machine, arrange
from portal.templatetags.portal import known_date
from portal.tenancy.models import Cite

# The first Cité opened, and the charter was written.
FIRST_YEAR = 1993


class DatedEvent(models.Model):
    """Abstract: one fact with a date as precise as the source, and where it comes from.

    A row is refused if the Cité's history with it, or without it where it is taken away, breaks the rules of
    the timeline, also where it comes between others.
    """

    machine: ClassVar[Machine]

    date = models.DateField(
        gettext_lazy("date"),
        help_text=gettext_lazy("Of a date known to the month or the year, any day in it: only what is known is kept."),
    )
    date_precision = models.CharField(
        gettext_lazy("known to the"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    source = models.CharField(
        gettext_lazy("source"), max_length=500, help_text=gettext_lazy("Title, author or body, date of the source.")
    )
    source_url = models.URLField(gettext_lazy("address of the source"), max_length=500, blank=True)
    note = models.CharField(
        gettext_lazy("note"), max_length=500, blank=True, help_text=gettext_lazy("In French; shown to the public.")
    )
    note_en = models.CharField(gettext_lazy("note in English"), max_length=500, blank=True)
    created_at = models.DateTimeField(gettext_lazy("recorded"), auto_now_add=True)

    # Declared by each timeline.
    cite: Any
    cite_id: int | None
    kind: Any

    class Meta:
        abstract = True
        ordering = ["cite", "date", "pk"]

    def __str__(self) -> str:
        when = known_date(self.date, self.date_precision)
        return f"{self.cite.short_name}, {when}: {self.get_kind_display()}"  # type: ignore[attr-defined]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.date = self.known.first
        super().save(*args, **kwargs)

    @property
    def known(self) -> KnownDate:
        """The days the date stands for."""
        return known(self.date, self.date_precision)

    @property
    def recorded(self) -> datetime.date:
        """The day the row was made; today for one that isn't saved yet."""
        return timezone.localdate(self.created_at) if self.created_at else timezone.localdate()

    @property
    def when(self) -> str:
        """The date in words, as precise as it is known."""
        return known_date(self.date, self.date_precision)

    def clean(self) -> None:
        super().clean()
        if self.date is None or self.date_precision not in DatePrecision.values:
            return
        self.date = self.known.first
        if self.date > timezone.localdate():
            raise ValidationError({"date": _("A history holds what has happened; this date is still to come.")})
        if self.date.year < FIRST_YEAR:
            raise ValidationError({"date": _("The label has existed since 1993.")})
        if self.cite_id is not None and self.kind in self.machine.ranks:
            self._check_history()

    def check_removal(self) -> None:
        """Whether the history holds without this row.

        Raises:
            ValidationError: an event that is left would have nothing to follow.
        """
        rows = list(self._others())
        try:
            arrange([*rows, self], self.machine)
        except IllegalHistoryError:
            return
        try:
            arrange(rows, self.machine)
        except IllegalHistoryError as error:
            raise ValidationError(
                _("Without this, “%(kind)s” (%(date)s) would not be possible: %(reason)s"),
                params=self._words(error),
            ) from error

    def _others(self) -> models.QuerySet[Any]:
        rows: Any = type(self)._default_manager  # the concrete timeline's, which has a Cité
        others: models.QuerySet[Any] = rows.filter(cite=self.cite_id).exclude(pk=self.pk)
        return others

    def _check_history(self) -> None:
        try:
            arrange([*self._others(), self], self.machine)
        except IllegalHistoryError as error:
            if error.fact is self:
                message = _("“%(kind)s” isn't possible on this date: %(reason)s")
            else:
                message = _("With this, “%(kind)s” (%(date)s) would no longer be possible: %(reason)s")
            raise ValidationError({"kind": ValidationError(message, params=self._words(error))}) from error

    @staticmethod
    def _words(error: IllegalHistoryError) -> dict[str, str]:
        return {"kind": error.fact.get_kind_display(), "date": error.fact.when, "reason": error.reason}


_SOURCE_PANELS = [
    FieldRowPanel([FieldPanel("date"), FieldPanel("date_precision")]),
    MultiFieldPanel(
        [FieldPanel("source"), FieldPanel("source_url"), FieldPanel("note"), FieldPanel("note_en")],
        heading=gettext_lazy("Source"),
    ),
]


class LabelEvent(DatedEvent):
    """One event of a Cité's label: a decision, the opening, or a source that names the place as a Cité."""

    machine = transitions.LABEL

    cite = models.ForeignKey(
        Cite, verbose_name=gettext_lazy("Cité"), on_delete=models.CASCADE, related_name="label_events"
    )
    kind = models.CharField(gettext_lazy("event"), max_length=20, choices=EventKind.choices)
    session = models.CharField(
        gettext_lazy("session of the commission"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("If the commission decided: where it sat, or what the session is called."),
    )
    renewal_year = models.PositiveSmallIntegerField(
        gettext_lazy("year renewed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR)],
        help_text=gettext_lazy("Of a renewal: the year of the activity dashboard it rests on."),
    )
    dashboard_received = models.DateField(gettext_lazy("dashboard received on"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("cite"), FieldPanel("kind")]),
        _SOURCE_PANELS[0],
        FieldPanel("session"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("renewal_year"), FieldPanel("dashboard_received")])],
            heading=gettext_lazy("Renewal"),
        ),
        _SOURCE_PANELS[1],
    ]

    class Meta(DatedEvent.Meta):
        verbose_name = gettext_lazy("event of the label")
        verbose_name_plural = gettext_lazy("events of the label")
        constraints = [
            models.UniqueConstraint(
                fields=["cite", "renewal_year"],
                name="label_renewed_once_a_year",
                violation_error_message=gettext_lazy("The renewal of this year is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind=EventKind.RENEWED) ^ models.Q(renewal_year__isnull=True),
                name="label_renewal_has_its_year",
            ),
        ]

    def clean(self) -> None:
        is_renewal = self.kind == EventKind.RENEWED
        today = timezone.localdate()
        problems = {}
        if is_renewal and self.renewal_year is None:
            problems["renewal_year"] = _("Say which year is renewed.")
        if is_renewal and self.renewal_year is not None and self.renewal_year > today.year:
            problems["renewal_year"] = _("This year is still to come.")
        if self.dashboard_received is not None and self.dashboard_received > today:
            problems["dashboard_received"] = _("This date is still to come.")
        for name in () if is_renewal else ("renewal_year", "dashboard_received"):
            if getattr(self, name) is not None:
                problems[name] = _("Only a renewal has this.")
        if problems:
            raise ValidationError(problems)
        super().clean()


class MembershipEvent(DatedEvent):
    """One event of a Cité's membership of the association. It is not the label: Genova gave up the mark and stayed."""

    machine = transitions.MEMBERSHIP

    cite = models.ForeignKey(
        Cite, verbose_name=gettext_lazy("Cité"), on_delete=models.CASCADE, related_name="membership_events"
    )
    kind = models.CharField(gettext_lazy("event"), max_length=20, choices=MembershipKind.choices)

    panels = [FieldRowPanel([FieldPanel("cite"), FieldPanel("kind")]), *_SOURCE_PANELS]

    class Meta(DatedEvent.Meta):
        verbose_name = gettext_lazy("event of the membership")
        verbose_name_plural = gettext_lazy("events of the membership")
