"""Closed vocabularies of the label: what happens to it, what it is on a date, and membership of the association."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    """What may be recorded about a Cité's label, in the order of the path; the order decides between equal dates."""

    DECLARED = "declared", _("Intention declared")
    PROJECT_REFUSED = "project-refused", _("Label in project refused")
    PROJECT_GRANTED = "project-granted", _("Label in project granted")
    OPENED = "opened", _("Opened to the public")
    OPERATION_GRANTED = "operation-granted", _("Label granted")
    ATTESTED = "attested", _("Named as a Cité by a source")
    CONFIRMED = "confirmed", _("Label confirmed")
    RENEWED = "renewed", _("Label renewed")
    SUSPENDED = "suspended", _("Use of the mark suspended")
    REINSTATED = "reinstated", _("Label reinstated")
    ENDED = "ended", _("Label ended")


class LabelStatus(models.TextChoices):
    """What the recorded events make of a Cité's label on a date. It is computed, never stored."""

    NONE = "none", _("Nothing recorded")
    DECLARED = "declared", _("Intention declared")
    REFUSED = "refused", _("Label in project refused")
    LISTED = "listed", _("Listed, status not verified")
    PROJECT = "project", _("Label in project")
    OPERATION = "operation", _("Label granted")
    CONFIRMED = "confirmed", _("Label confirmed")
    SUSPENDED = "suspended", _("Use of the mark suspended")
    ENDED = "ended", _("Label ended")


class StatusGroup(models.TextChoices):
    """How statuses are counted and filtered; the listed apart, since no decision about them is known."""

    LABELLED = "labelled", pgettext_lazy("Cités", "Labelled")
    PROJECT = "project", _("Label in project")
    LISTED = "listed", _("Listed, status not verified")
    DECLARED = "declared", _("Intention declared")
    REFUSED = "refused", _("Label in project refused")
    SUSPENDED = "suspended", _("Use of the mark suspended")
    ENDED = "ended", _("Label ended")


GROUP_OF: dict[LabelStatus, StatusGroup] = {
    LabelStatus.DECLARED: StatusGroup.DECLARED,
    LabelStatus.REFUSED: StatusGroup.REFUSED,
    LabelStatus.LISTED: StatusGroup.LISTED,
    LabelStatus.PROJECT: StatusGroup.PROJECT,
    LabelStatus.OPERATION: StatusGroup.LABELLED,
    LabelStatus.CONFIRMED: StatusGroup.LABELLED,
    LabelStatus.SUSPENDED: StatusGroup.SUSPENDED,
    LabelStatus.ENDED: StatusGroup.ENDED,
}


class MembershipKind(models.TextChoices):
    """What may be recorded about membership of the association: a timeline of its own."""

    JOINED = "joined", _("Joined the association")
    ATTESTED = "attested", _("Named as a member by a source")
    LEFT = "left", _("Left the association")


class MembershipStatus(models.TextChoices):
    """Membership of the association on a date."""

    NONE = "none", _("Nothing recorded")
    MEMBER = "member", _("Member of the association")
    NAMED = "named", _("Named as a member of the association")
    LEFT = "left", _("No longer a member of the association")
