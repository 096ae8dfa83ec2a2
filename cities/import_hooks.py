"""Hooks of the import of initiatives; `register` is called from the app's `ready()`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry

from cities import tasks
from cities.models import InitiativeImport
from cities.selectors.imports import may_import
from cities.views import import_runs
from cities.views import imports as views
from portal.accounts.models import User
from portal.tenancy.enforcement.arguments import register_argument, register_inert


class ImportViewSet(ViewSet):
    """`/admin/imports/`."""

    name = url_prefix = "imports"
    icon = "upload"

    def register_menu_item(self) -> None:
        """An entry for whom it concerns; see `menu_item`."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(views.ImportListView), name="index"),
            path("new/", self.construct_view(views.FileView), name="add"),
            path("template/<str:kind>/", self.construct_view(views.TemplateFileView), name="template"),
            path("<int:import_id>/", self.construct_view(import_runs.ImportView), name="detail"),
            path("<int:import_id>/columns/", self.construct_view(views.ColumnsView), name="columns"),
            path("<int:import_id>/status/", self.construct_view(import_runs.StatusView), name="status"),
            path("<int:import_id>/report/", self.construct_view(import_runs.ReportView), name="report"),
            path("<int:import_id>/run/", self.construct_view(import_runs.RunView), name="run"),
            path("<int:import_id>/undo/", self.construct_view(import_runs.UndoView), name="undo"),
            path("<int:import_id>/discard/", self.construct_view(import_runs.DiscardView), name="discard"),
        ]


class ImportMenuItem(MenuItem):
    """For whoever may import into some Cité."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and may_import(request.user)


def menu_item() -> Any:
    return ImportMenuItem(_("Imports"), reverse("imports:index"), name="imports", icon_name="upload", order=251)


def log_actions(actions: LogActionRegistry) -> None:
    """What the history of a Cité calls these acts."""
    actions.register_action("cities.import", _("Import initiatives"), _("Initiatives were imported from a file"))
    actions.register_action("cities.import_undo", _("Undo an import"), _("An import of initiatives was undone"))


def register() -> None:
    """Register everything of imports."""
    register_argument("import_id", InitiativeImport, access="own")
    register_inert("kind", view="imports:*")
    tasks.register()
    hooks.register("register_admin_viewset", ImportViewSet)
    hooks.register("register_admin_menu_item", menu_item)
    hooks.register("register_log_actions", log_actions)
