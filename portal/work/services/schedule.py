"""Scheduled publication, page by page.

Wagtail's `publish_scheduled` stops at the first object that doesn't validate, the pages after it wait, and the
failing one loses its schedule without a word (`wagtail/management/commands/publish_scheduled.py`).
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail.users.models import UserProfile

from portal.lines import one_line
from portal.mail import send_mail
from portal.tenancy.selectors.scope import working_on
from portal.work.models import ScheduleFailure

log = logging.getLogger(__name__)


@dataclass
class ScheduleReport:
    """Ids of the pages that went live, expired, or could not."""

    published: list[int] = field(default_factory=list)
    expired: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def publish_due(*, now: datetime.datetime | None = None) -> ScheduleReport:
    """Publish what is due and take down what has expired, each page in a transaction of its own.

    A page that doesn't validate keeps its schedule; its author is told once per revision.
    """
    moment = now or timezone.now()
    report = ScheduleReport()
    for page in Page.objects.live().filter(expire_at__lt=moment).specific():
        _expire(page, report)
    due = Revision.page_revisions.filter(approved_go_live_at__lt=moment).order_by("approved_go_live_at", "pk")
    for revision in due.select_related("user"):
        _publish(revision, report)
    return report


def _expire(page: Page, report: ScheduleReport) -> None:
    try:
        with transaction.atomic():
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    except PermissionDenied:
        log.warning("page %s is structural and can't expire", page.pk)
        report.failed.append(page.pk)
    else:
        report.expired.append(page.pk)


def _publish(revision: Revision, report: ScheduleReport) -> None:
    page_id = int(revision.object_id)
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except (ValidationError, PermissionDenied) as error:
        log.warning("scheduled page %s can't be published: %s", page_id, type(error).__name__)
        _tell_author(revision, page_id)
        report.failed.append(page_id)
    else:
        report.published.append(page_id)


def _tell_author(revision: Revision, page_id: int) -> None:
    """One mail per revision, in the author's language; none to who doesn't work on the page any more."""
    _failure, first = ScheduleFailure.objects.get_or_create(revision=revision)
    if not first or revision.user is None or not working_on([revision.user], about=Page.objects.get(pk=page_id)):
        return
    profile = UserProfile.get_for_user(revision.user)
    with translation.override(profile.get_preferred_language()):
        title = one_line(revision.object_str)
        send_mail(
            _("Scheduled page not published: %(title)s") % {"title": title},
            _(
                "The page “%(title)s” was to go live on its own, but something in it isn't complete. "
                "It keeps its schedule. Open it in the editor, publish, and read what the form says."
            )
            % {"title": title},
            revision.user.email,
        )
