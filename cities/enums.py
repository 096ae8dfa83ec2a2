"""Closed vocabularies of the Cités' pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DatePrecision(models.TextChoices):
    """How precisely a date is known; what is not known is not shown."""

    YEAR = "year", _("year")
    MONTH = "month", _("month")
    DAY = "day", _("day")


class PlaceKind(models.TextChoices):
    """What a place is to its Cité."""

    MAIN = "main", _("Main site")
    SECONDARY = "secondary", _("Secondary site")
    ASSOCIATED = "associated", _("Associated centre")


class Weekday(models.IntegerChoices):
    """ISO 8601 weekdays."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class ClosureReason(models.TextChoices):
    """Why a place is closed on a day it would be open; translated, so that no text has to be."""

    HOLIDAY = "holiday", _("Public holiday")
    LEAVE = "leave", _("Yearly closure")
    WORKS = "works", _("Building works")
    EVENT = "event", _("Event elsewhere")
    OTHER = "other", _("Exceptional closure")


class Stage(models.TextChoices):
    """How far an initiative has come."""

    IDEA = "idea", pgettext_lazy("stage", "Idea")
    EXPERIMENT = "experiment", pgettext_lazy("stage", "Experiment")
    RUNNING = "running", pgettext_lazy("stage", "Running")
    EVALUATED = "evaluated", pgettext_lazy("stage", "Evaluated")
    ENDED = "ended", pgettext_lazy("stage", "Ended")


# One name wherever it is asked for or shown.
MODE = pgettext_lazy("facet", "Mode")


class Mode(models.TextChoices):
    """How an initiative meets its public; names of the columns of `InitiativeFacts`."""

    ON_SITE = "on_site", _("On site")
    ITINERANT = "itinerant", _("Outside the walls")
    ONLINE = "online", _("Online")


class Review(models.TextChoices):
    """The network's publication of an initiative; the Cité's own is the page being live."""

    NONE = "none", pgettext_lazy("initiative", "Not proposed")
    PROPOSED = "proposed", pgettext_lazy("initiative", "Proposed to the network")
    CHANGES = "changes", pgettext_lazy("initiative", "Changes asked")
    ACCEPTED = "accepted", pgettext_lazy("initiative", "Accepted")
    REFUSED = "refused", pgettext_lazy("initiative", "Refused")
    ARCHIVED = "archived", pgettext_lazy("initiative", "Archived")


class ProposalState(models.TextChoices):
    """What became of a news item or an event that a Cité proposed to the network."""

    PROPOSED = "proposed", pgettext_lazy("proposal", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
    FEATURED = "featured", pgettext_lazy("proposal", "Featured")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined")


class ReviewVerb(models.TextChoices):
    """What is done to an initiative's review: the first two by its Cité, the others by the network."""

    PROPOSE = "propose", pgettext_lazy("review", "Propose to the network")
    WITHDRAW = "withdraw", pgettext_lazy("review", "Withdraw the proposal")
    ASK = "ask", pgettext_lazy("review", "Ask for changes")
    ACCEPT = "accept", pgettext_lazy("review", "Accept")
    REFUSE = "refuse", pgettext_lazy("review", "Refuse")
    ARCHIVE = "archive", pgettext_lazy("review", "Archive")


# The same steps as facts, for mails and histories: what was done, not what to do.
DONE = {
    ReviewVerb.PROPOSE: pgettext_lazy("step taken", "Proposed to the network"),
    ReviewVerb.WITHDRAW: pgettext_lazy("step taken", "Proposal withdrawn"),
    ReviewVerb.ASK: pgettext_lazy("step taken", "Changes asked"),
    ReviewVerb.ACCEPT: pgettext_lazy("step taken", "Accepted"),
    ReviewVerb.REFUSE: pgettext_lazy("step taken", "Refused"),
    ReviewVerb.ARCHIVE: pgettext_lazy("step taken", "Archived"),
}


class ContributionState(models.TextChoices):
    """What became of an initiative that a partner of a Cité proposed."""

    WAITING = "waiting", pgettext_lazy("contribution", "To be decided")
    ACCEPTED = "accepted", pgettext_lazy("contribution", "Taken up")
    DECLINED = "declined", pgettext_lazy("contribution", "Declined")


class CriterionUse(models.TextChoices):
    """Where a criterion of the network is used."""

    WRITING = "writing", _("Shown to the author while writing")
    GRID = "grid", _("In the network's grid of evaluation")


class ImportState(models.TextChoices):
    """How far the import of a file has come."""

    UPLOADED = "uploaded", _("Columns to be named")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Refused")


class LineOutcome(models.TextChoices):
    """What a line of a file makes, or has made."""

    NEW = "new", pgettext_lazy("line of an import", "New draft")
    CHANGED = "changed", pgettext_lazy("line of an import", "Changed")
    SAME = "same", pgettext_lazy("line of an import", "Unchanged")
    KEPT = "kept", pgettext_lazy("line of an import", "Left as it is here")
    EXAMPLE = "example", pgettext_lazy("line of an import", "Example, left out")
    INVALID = "invalid", pgettext_lazy("line of an import", "Wrong")


class LineUndo(models.TextChoices):
    """What undoing made of a line."""

    NONE = "", pgettext_lazy("line of an import", "Not undone")
    REMOVED = "removed", pgettext_lazy("line of an import", "Draft removed")
    RESTORED = "restored", pgettext_lazy("line of an import", "Earlier version restored")
    REFUSED = "refused", pgettext_lazy("line of an import", "Not undone, for a reason")
