"""Dead letters: what was tried until it was given up, for operators, who may have it tried again."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from portal.accounts.models import User
from portal.work.services.queue import try_again

REASON_LENGTH = 300


def is_operator(user: object) -> bool:
    """Whether somebody sees dead letters: they hold errors, which may hold anybody's data."""
    return isinstance(user, User) and user.is_active and user.is_superuser


class DeadLettersView(ReportView):
    """A list of what was given up. POST has all of it tried again."""

    results_template_name = "portal/admin/dead_letters_results.html"
    no_results_message = _("Nothing was given up.")
    is_searchable = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_operator(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @abstractmethod
    def again(self) -> int:
        """Have everything in the list tried again; answers how many that were."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        count = self.again()
        told = ngettext("%(count)s is tried again.", "%(count)s are tried again.", count) % {"count": count}
        messages.success(request, told)
        return redirect(self.index_url_name)


def reason_of(task: DBTaskResult[Any, Any]) -> str:
    """The last line of the traceback, or the kind of error where there is none."""
    lines = task.traceback.strip().splitlines()
    return str(lines[-1] if lines else task.exception_class_path)[:REASON_LENGTH]


class DeadTasksView(DeadLettersView):
    """Background tasks whose attempts are spent."""

    page_title = _("Background tasks given up")
    header_icon = "warning"
    index_url_name = "dead_tasks"
    index_results_url_name = "dead_tasks_results"
    columns = [
        Column("task_path", label=_("Task")),
        Column("attempts", label=_("Attempts"), accessor=lambda task: len(task.worker_ids)),
        DateColumn("finished_at", label=_("Given up")),
        Column("reason", label=_("Reason"), accessor=reason_of),
    ]
    list_export = ["task_path", "finished_at", "exception_class_path"]

    def get_queryset(self) -> QuerySet[DBTaskResult[Any, Any]]:
        return DBTaskResult.objects.filter(status="FAILED").order_by("-finished_at", "pk")

    def again(self) -> int:
        return try_again()
