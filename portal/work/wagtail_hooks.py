"""The report of dead letters among the reports, for operators; the question before a newer draft is replaced."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.work.overwriting import ask_before_overwriting, refuse_late_save
from portal.work.views import DeadTasksView, is_operator


@hooks.register("register_admin_urls")
def work_urls() -> list[URLPattern]:
    """`/admin/reports/tasks/`."""
    return [
        path("reports/tasks/", DeadTasksView.as_view(), name="dead_tasks"),
        path("reports/tasks/results/", DeadTasksView.as_view(results_only=True), name="dead_tasks_results"),
    ]


class OperatorsMenuItem(MenuItem):
    """There for operators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_operator(request.user)


@hooks.register("register_reports_menu_item")
def work_menu_item() -> MenuItem:
    """“Background tasks given up” among the reports."""
    return OperatorsMenuItem(
        _("Background tasks given up"), reverse("dead_tasks"), name="dead-tasks", icon_name="warning", order=900
    )


hooks.register("before_edit_page", refuse_late_save)
hooks.register("before_edit_page", ask_before_overwriting)
