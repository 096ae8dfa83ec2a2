"""Messages in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.accounts.models import User
from portal.contacts import admin_views
from portal.personal.selectors import managed_by_role


@hooks.register("register_admin_urls")
def message_urls() -> list[URLPattern | URLResolver]:
    """`/admin/messages/`."""
    urls = [
        path("", admin_views.MessagesView.as_view(), name="index"),
        path("<int:message_id>/", admin_views.MessageView.as_view(), name="message"),
    ]
    return [path("messages/", include((urls, "messages"), namespace="messages"))]


class MessagesMenuItem(MenuItem):
    """There for managers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and managed_by_role(request.user).exists()


@hooks.register("register_admin_menu_item")
def messages_menu_item() -> MenuItem:
    """“Messages” in the main menu."""
    return MessagesMenuItem(_("Messages"), reverse("messages:index"), name="messages", icon_name="mail", order=690)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What the history says; never what was written."""
    actions.register_action("contacts.handled", _("Answer a message"), _("A message was marked as answered"))
