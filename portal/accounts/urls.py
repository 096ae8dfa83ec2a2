"""Addresses of invitations, on the network's host only (`NETWORK_ONLY`)."""

from __future__ import annotations

from django.urls import path

from portal.accounts.views import invitations

urlpatterns = [
    path("", invitations.InvitationView.as_view(), name="invitation"),
    path("<str:token>/", invitations.open_link, name="invitation_link"),
]
