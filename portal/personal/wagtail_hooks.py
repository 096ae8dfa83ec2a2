"""The screen of personal data in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.accounts.models import User
from portal.personal.selectors import responsible_for
from portal.personal.views import PersonalView


@hooks.register("register_admin_urls")
def personal_urls() -> list[URLPattern]:
    """`/admin/personal/`."""
    return [path("personal/", PersonalView.as_view(), name="personal")]


class PersonalMenuItem(MenuItem):
    """There for who answers for somebody's data."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and bool(responsible_for(request.user))


@hooks.register("register_settings_menu_item")
def personal_menu_item() -> MenuItem:
    """“Personal data” among the settings."""
    return PersonalMenuItem(_("Personal data"), reverse("personal"), name="personal", icon_name="user", order=400)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What the history says; never whose data it was."""
    actions.register_action("personal.export", _("Export a person’s data"), _("A person’s data were exported"))
    actions.register_action("personal.erase", _("Erase a person’s data"), _("A person’s data were erased"))
