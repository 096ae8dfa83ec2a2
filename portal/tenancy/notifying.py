"""Mail to those who may approve a page that was submitted: Wagtail's own goes to the groups of its own task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import CiteApprovalTask
from portal.tenancy.selectors.ownership import owner_id

if TYPE_CHECKING:
    from portal.accounts.models import User


class CiteApprovalNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
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


def connect() -> None:
    """Beside Wagtail's own receivers."""
    task_submitted.connect(CiteApprovalNotifier(), sender=TaskState, weak=False, dispatch_uid="cite_approval_submitted")
