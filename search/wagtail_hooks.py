"""The report of what the search engine refuses, among the reports, for operators."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.work.views import is_operator
from search.engines import uses_elasticsearch
from search.views.letters import DeadChangesView


@hooks.register("register_admin_urls")
def search_urls() -> list[URLPattern]:
    """`/admin/reports/search/`."""
    return [
        path("reports/search/", DeadChangesView.as_view(), name="dead_changes"),
        path("reports/search/results/", DeadChangesView.as_view(results_only=True), name="dead_changes_results"),
    ]


class DeadChangesMenuItem(MenuItem):
    """There for operators, where there is a search engine to refuse anything."""

    def is_shown(self, request: HttpRequest) -> bool:
        return uses_elasticsearch() and is_operator(request.user)


@hooks.register("register_reports_menu_item")
def search_menu_item() -> MenuItem:
    """“Refused by the search engine” among the reports."""
    return DeadChangesMenuItem(
        _("Refused by the search engine"), reverse("dead_changes"), name="dead-changes", icon_name="warning", order=910
    )
