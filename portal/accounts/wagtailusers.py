"""Wagtail's app of users with our screens; its place in INSTALLED_APPS is Wagtail's documented way to say so."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class PortalUsersConfig(WagtailUsersAppConfig):
    """`wagtail.users`, whose people are invited."""

    user_viewset = "portal.accounts.viewsets.OperatorUserViewSet"
