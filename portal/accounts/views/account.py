"""One's own account: what protects it, on the admin's account page; one's sessions, one by one."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.views.account import BaseSettingsPanel, SettingsTab

from portal.accounts.selectors.factors import protection_of
from portal.row_numbers import row_number


class SecurityPanel(BaseSettingsPanel):
    """Address, password, factors and sessions: their state, and the way to allauth's pages, which alone change them."""

    name = "security"
    title = gettext_lazy("Sign-in and security")
    tab = SettingsTab("security", gettext_lazy("Security"), order=150)
    order = 100
    template_name = "accounts/admin/security_panel.html"

    def get_form(self) -> forms.Form:
        """Nothing is saved with the page's button: a form that is never bound."""
        return forms.Form()

    def get_context_data(self) -> dict[str, Any]:
        return {"account": self.user, "protection": protection_of(self.user)}


@login_required
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one other session of one's own; one that is over already, or another's, is not said to have been there."""
    number = row_number(request.POST.get("session", ""))
    for session in UserSession.objects.filter(user_id=request.user.pk, pk=number):
        if not session.is_current():
            session.end()
    messages.success(request, _("The session is over."))
    return redirect("usersessions_list")
