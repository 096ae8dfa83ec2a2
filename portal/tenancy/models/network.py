"""The network's own place, and the one step of the one workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Collection, Page, Site, Task, TaskState

from portal.tenancy.enums import HUB_ROLES, NETWORK_TEAMS, CiteRole
from portal.tenancy.models.cite import CiteGroup, NetworkGroup
from portal.tenancy.models.structure import Container

if TYPE_CHECKING:
    from portal.accounts.models import User


# The names that provisioning gives to the one workflow and its step, and what they are called where they are read.
WORKFLOW, STEP = "Relecture", "Relecture par la Cité"
WORKFLOW_WORDS = {WORKFLOW: pgettext_lazy("workflow", "Approval"), STEP: _("Approval by the Cité")}


class Network(models.Model):
    """The hub: its pages, its site and the files that every Cité may use. One row at most."""

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    container = models.OneToOneField(Container, editable=False, on_delete=models.PROTECT)
    site = models.OneToOneField(Site, editable=False, on_delete=models.PROTECT)
    collection = models.OneToOneField(Collection, editable=False, on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        constraints = [models.CheckConstraint(condition=models.Q(singleton=True), name="network_once")]

    def __str__(self) -> str:
        return self.site.hostname


def network_reach(user: User) -> Literal["all", "hub", ""]:
    """How far a person's network roles reach: everything, the hub alone (the event team), or nothing."""
    if not user.is_active or not (user.is_superuser or user.has_perm("tenancy.access_network")):
        return ""
    if user.is_superuser:
        return "all"
    roles = set(NetworkGroup.objects.filter(group__user=user, role__in=NETWORK_TEAMS).values_list("role", flat=True))
    return "hub" if roles and roles <= HUB_ROLES else "all"


class CiteApprovalTask(Task):
    """Approval by the Cité that owns the page: its moderators and managers, and the network for the hub.

    One task for the network: with one per Cité the dashboard would ask each of them (`reviewable_by`).
    """

    class Meta:
        verbose_name = _("approval by the Cité")
        verbose_name_plural = _("approvals by the Cité")

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return self._may_approve(obj, user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return not self._may_approve(obj, user)

    def user_can_lock(self, obj: Page, user: User) -> bool:
        return self._may_approve(obj, user)

    def user_can_unlock(self, obj: Page, user: User) -> bool:
        return False

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, Any, bool]]:
        if not self._may_approve(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> models.QuerySet[TaskState]:
        in_progress = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        condition = models.Q(pk__in=())
        for path in self._containers_of(user):
            condition |= models.Q(path__startswith=path)
        pages = Page.objects.filter(condition, pk__in=_page_ids(in_progress)).values_list("pk", flat=True)
        return in_progress.filter(workflow_state__object_id__in=[str(pk) for pk in pages])

    @classmethod
    def get_description(cls) -> str:
        return str(_("Approved by the moderators of the Cité that owns the page"))

    def _may_approve(self, page: Page, user: User) -> bool:
        return any(page.path.startswith(path) for path in self._containers_of(user))

    @staticmethod
    def _containers_of(user: User) -> list[str]:
        """Paths below which the user approves, kept on the user for the request; the root's for the network."""
        kept: list[str] | None = getattr(user, "_approves_below", None)
        if kept is None:
            kept = _approved_paths(user)
            user._approves_below = kept  # type: ignore[attr-defined]  # a memo, as Wagtail keeps its own
        return kept


def _approved_paths(user: User) -> list[str]:
    reach = network_reach(user)
    if reach == "all":
        return [""]
    if reach == "hub":
        return list(Network.objects.values_list("container__path", flat=True))
    return list(
        CiteGroup.objects.filter(
            group__user=user,
            role__in=[CiteRole.MODERATOR, CiteRole.MANAGER],
            cite__container__isnull=False,
        ).values_list("cite__container__path", flat=True)
    )


def _page_ids(states: models.QuerySet[TaskState]) -> list[int]:
    return [int(pk) for pk in states.values_list("workflow_state__object_id", flat=True)]
