"""Screens about people in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.accounts import log_actions, viewsets
from portal.accounts.models import User
from portal.accounts.selectors.members import managed_cites, manages_people
from portal.accounts.views import members, people
from portal.accounts.views.account import SecurityPanel


@hooks.register("register_admin_urls")
def member_urls() -> list[URLPattern | URLResolver]:
    """`/admin/members/`: the same screens for a Cité and for the network."""
    urls: list[URLPattern] = [
        path("", members.IndexView.as_view(), name="index"),
        path("people/", people.PeopleView.as_view(), name="people"),
        path("people/<int:user_id>/", people.PersonView.as_view(), name="person"),
        path("people/<int:user_id>/close/", people.close, name="close"),
        path("people/<int:user_id>/reopen/", people.reopen, name="reopen"),
        path("invitations/<int:invitation_id>/resend/", members.InvitationView.as_view(verb="resend"), name="resend"),
        path("invitations/<int:invitation_id>/revoke/", members.InvitationView.as_view(verb="revoke"), name="revoke"),
    ]
    for name, prefix in (("cite", "cite/<int:cite_id>/"), ("network", "network/")):
        urls += [
            path(prefix, members.MembersView.as_view(), name=f"{name}_members"),
            path(f"{prefix}invite/", members.InviteView.as_view(), name=f"{name}_invite"),
            path(f"{prefix}people/<int:user_id>/", members.MemberView.as_view(), name=f"{name}_member"),
            path(f"{prefix}people/<int:user_id>/remove/", members.RemoveView.as_view(), name=f"{name}_remove"),
        ]
    return [path("members/", include((urls, "members"), namespace="members"))]


class PeopleMenuItem(MenuItem):
    """There for whoever manages somebody."""

    def is_shown(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and (manages_people(user) or managed_cites(user).exists())


@hooks.register("register_admin_menu_item")
def people_menu_item() -> MenuItem:
    """“People” in the main menu."""
    return PeopleMenuItem(_("People"), reverse("members:index"), name="people", icon_name="group", order=700)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What the history can say about people."""
    log_actions.register_actions(actions)


hooks.register("register_account_settings_panel", SecurityPanel)
hooks.register("before_bulk_action", viewsets.refuse_to_delete)
hooks.register("after_bulk_action", viewsets.end_closed_sessions)
