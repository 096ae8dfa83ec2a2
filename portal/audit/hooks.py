"""The report in the menu; imported by `portal.wagtail_hooks`."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accounts.models import User
from portal.audit.selectors import may_read
from portal.audit.views import AuditView


@hooks.register("register_admin_urls")
def audit_urls() -> list[URLPattern]:
    """`/admin/reports/audit/`."""
    return [
        path("reports/audit/", AuditView.as_view(), name="audit"),
        path("reports/audit/results/", AuditView.as_view(results_only=True), name="audit_results"),
    ]


class AuditMenuItem(MenuItem):
    """There for managers of a Cité and the network's roles."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and may_read(request.user)


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    """“Who did what” among the reports."""
    return AuditMenuItem(_("Who did what"), reverse("audit"), name="audit", icon_name="history", order=100)
