"""Closed vocabularies of agendas and programmes; their words come from the catalogues, never from pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class EventStatus(models.TextChoices):
    """Whether an event or a session takes place as announced. "Full" is counted, not chosen."""

    SCHEDULED = "scheduled", pgettext_lazy("event", "As announced")
    RESCHEDULED = "rescheduled", pgettext_lazy("event", "Rescheduled")
    MOVED_ONLINE = "moved_online", pgettext_lazy("event", "Moved online")
    POSTPONED = "postponed", pgettext_lazy("event", "Postponed")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")


class AccessMode(models.TextChoices):
    """Who may come, and whether one registers. A session inherits its day's, a day its edition's."""

    INHERIT = "inherit", pgettext_lazy("access", "As the day")
    NONE = "none", pgettext_lazy("access", "No condition announced")
    REQUIRED = "required", pgettext_lazy("access", "On registration")
    MEMBERS = "members", pgettext_lazy("access", "Members only")
    CONCERNED = "concerned", pgettext_lazy("access", "Persons concerned")


class EntryMode(models.TextChoices):
    """How one takes part in a local event."""

    OPEN = "open", pgettext_lazy("access", "Open to all")
    REQUIRED = "required", pgettext_lazy("access", "On registration")


class Frequency(models.TextChoices):
    """How a local event repeats; the rule of RFC 5545 is written from it."""

    ONCE = "once", pgettext_lazy("repeats", "Once")
    DAILY = "daily", pgettext_lazy("repeats", "Every day")
    WEEKLY = "weekly", pgettext_lazy("repeats", "Every week")
    FORTNIGHTLY = "fortnightly", pgettext_lazy("repeats", "Every two weeks")
    MONTHLY_WEEKDAY = "monthly_weekday", pgettext_lazy("repeats", "Every month, on the same weekday")
    MONTHLY_DAY = "monthly_day", pgettext_lazy("repeats", "Every month, on the same date")


class ExceptionKind(models.TextChoices):
    """How one date of a recurring event differs."""

    CANCELLED = "cancelled", pgettext_lazy("date", "Cancelled")
    MOVED = "moved", pgettext_lazy("date", "Moved")
    EXTRA = "extra", pgettext_lazy("date", "Additional")


class SessionKind(models.TextChoices):
    """What a session of an edition is."""

    RECEPTION = "reception", pgettext_lazy("session", "Reception")
    PLENARY = "plenary", pgettext_lazy("session", "Plenary")
    TALK = "talk", pgettext_lazy("session", "Talk")
    ROUND_TABLES = "round_tables", pgettext_lazy("session", "Round tables")
    ROUND_TABLE = "round_table", pgettext_lazy("session", "Round table")
    WORKSHOPS = "workshops", pgettext_lazy("session", "Workshops")
    ANIMATION = "animation", pgettext_lazy("session", "Activity")
    VISIT = "visit", pgettext_lazy("session", "Visit")
    ASSEMBLY = "assembly", pgettext_lazy("session", "General assembly")
    MEETING = "meeting", pgettext_lazy("session", "Meeting")
    BREAK = "break", pgettext_lazy("session", "Break")
    MEAL = "meal", pgettext_lazy("session", "Meal")
    SOCIAL = "social", pgettext_lazy("session", "Social moment")


# Drawn quietly: one goes there without choosing.
RESTS = frozenset({SessionKind.RECEPTION, SessionKind.BREAK, SessionKind.MEAL, SessionKind.SOCIAL})

SPOKEN = frozenset({SessionKind.PLENARY, SessionKind.TALK, SessionKind.ROUND_TABLE, SessionKind.WORKSHOPS})


class Arrangement(models.TextChoices):
    """How the sessions inside a session follow one another."""

    UNKNOWN = "", pgettext_lazy("arrangement", "Not announced")
    PARALLEL = "parallel", pgettext_lazy("arrangement", "At the same time")
    SUCCESSIVE = "successive", pgettext_lazy("arrangement", "One after the other")


class SpeakerRole(models.TextChoices):
    """What a person does in a session."""

    SPEAKER = "speaker", pgettext_lazy("role", "Speaker")
    MODERATOR = "moderator", pgettext_lazy("role", "Moderator")
    WITNESS = "witness", pgettext_lazy("role", "Witness")
    HOST = "host", pgettext_lazy("role", "Host")
