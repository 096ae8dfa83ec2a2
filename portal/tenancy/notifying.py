"""Wagtail's mails of moderation and comments: to those who still work on a page, and in the reader's language.

Upstream reasons, Wagtail 8.0: `UserProfile.get_preferred_language` of who chose none is the language of whoever acts;
subscribers and authors are told as long as their account is active, whatever role was taken from them.
Notifiers are subclassed; the mails of comments are a function that the page editor calls, replaced in `enforcement`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    send_notification,
)
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteApprovalTask
from portal.tenancy.selectors.ownership import owner_id
from portal.tenancy.selectors.scope import working_on
from portal.tenancy.selectors.speech import language_for

if TYPE_CHECKING:
    from portal.accounts.models import User


def address_in_their_language(people: Iterable[User], *, about: Any) -> None:
    """Who chose no language reads that of the Cité that owns what the mail is about."""
    cite_id = owner_id(about)
    cite = None if cite_id is None else Cite.objects.filter(pk=cite_id).first()
    for person in people:
        # On the object alone: the mail asks it, and nobody has chosen this.
        language = language_for(person, cite=cite)
        person.wagtail_userprofile.preferred_language = language  # type: ignore[attr-defined]  # made by language_for


def notify_of_comments(people: Iterable[User], notification: str, context: dict[str, Any]) -> Any:
    """Wagtail's `send_notification`, to who still works on the page, in each reader's language."""
    readers = working_on(people, about=context["page"])
    address_in_their_language(readers, about=context["page"])
    return send_notification(readers, notification, context)


class InTheirLanguage:
    """Mixin: mails go to who still works on what they are about, in the reader's language."""

    def get_valid_recipients(self, instance: Any, **kwargs: Any) -> set[User]:
        found: set[User] = super().get_valid_recipients(instance, **kwargs)  # type: ignore[misc]  # of the notifier
        state = instance.workflow_state if isinstance(instance, TaskState) else instance
        readers = working_on(found, about=state.content_object)
        address_in_their_language(readers, about=state.content_object)
        return set(readers)


class CiteApprovalNotifier(InTheirLanguage, GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's mail and preferences, to the moderators and managers of the Cité that owns the page."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        """Only the network's own task; the upstream class asks for a task with groups."""
        return isinstance(instance, TaskState) and isinstance(instance.task.specific, CiteApprovalTask)

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> QuerySet[User]:
        """Of the hub's pages: its editors. Never who submitted."""
        page = task_state.workflow_state.content_object
        cite = owner_id(page)
        if cite is None:
            groups = Group.objects.filter(network_role__role=NetworkRole.NETWORK_EDITOR)
        else:
            roles = [CiteRole.MODERATOR, CiteRole.MANAGER]
            groups = Group.objects.filter(cite_role__cite=cite, cite_role__role__in=roles)
        people = get_user_model().objects.filter(groups__in=groups).distinct()
        submitted_by = kwargs.get("user")
        return people.exclude(pk=submitted_by.pk) if submitted_by else people


class ApprovalNotifier(InTheirLanguage, WorkflowStateApprovalEmailNotifier):
    """Wagtail's mail that a page is approved, with the comment that was given."""

    def get_context(self, workflow_state: WorkflowState, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(workflow_state, **kwargs)
        step = workflow_state.current_task_state
        return context | {"comment": step.specific.get_comment() if step else ""}


class RejectionNotifier(InTheirLanguage, WorkflowStateRejectionEmailNotifier):
    """Wagtail's mail that changes are asked; Wagtail calls it a rejection, our template doesn't."""


def connect() -> None:
    """Beside Wagtail's own receivers; the last two in their place, under their names: this app is ready first."""
    task_submitted.connect(CiteApprovalNotifier(), sender=TaskState, weak=False, dispatch_uid="cite_approval_submitted")
    for signal, notifier, name in (
        (workflow_approved, ApprovalNotifier(), "workflow_state_approved_email_notification"),
        (workflow_rejected, RejectionNotifier(), "workflow_state_rejected_email_notification"),
    ):
        signal.connect(notifier, sender=WorkflowState, weak=False, dispatch_uid=name)
