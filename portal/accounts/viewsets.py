"""Wagtail's own user screens, for operators only: names, closing an account, groups; no address, no password.

People come by invitation and confirm a change of address themselves; whoever could write another's address or
password would sign in as them. Nobody is deleted: closing an account keeps the history whole.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from wagtail.users.forms import UserEditForm
from wagtail.users.views.users import EditView, UserViewSet

from portal.accounts.models import User
from portal.accounts.services.people import end_sessions

SHUT = ("add", "delete", "copy")


class OperatorUserForm(UserEditForm):
    """Wagtail's form without the login address."""

    email = None

    class Meta(UserEditForm.Meta):
        model = User
        fields = ["first_name", "last_name", "is_active", "is_superuser", "groups"]


class OperatorUserEditView(EditView):
    """An account closed here is out at once, as it is by the members' screens."""

    def save_instance(self) -> User:
        was_open = User.objects.filter(pk=self.object.pk, is_active=True).exists()
        user: User = super().save_instance()
        if was_open and not user.is_active:
            end_sessions(user=user)
        return user


class OperatorUserViewSet(UserViewSet):
    """Without the ways to make, copy and delete people."""

    edit_view_class = OperatorUserEditView
    edit_template_name = "accounts/admin/user_edit.html"
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[OperatorUserForm]:
        return OperatorUserForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return found | {"add_url_name": None, "delete_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in SHUT]


def refuse_to_delete(
    request: HttpRequest, action_type: str, objects: Any, action_class_instance: Any
) -> HttpResponseBase | None:
    """`before_bulk_action`: nobody is deleted, several at once neither.

    Raises:
        PermissionDenied: people were to be deleted.
    """
    if action_type == "delete" and any(isinstance(row, User) for row in objects):
        raise PermissionDenied
    return None


def end_closed_sessions(
    request: HttpRequest, action_type: str, objects: Any, action_class_instance: Any
) -> HttpResponseBase | None:
    """`after_bulk_action`: Wagtail's closes accounts by a query that sends no signal."""
    if action_type == "set_active_state":
        ids = [row.pk for row in objects if isinstance(row, User)]
        for user in User.objects.filter(pk__in=ids, is_active=False):
            end_sessions(user=user)
    return None
