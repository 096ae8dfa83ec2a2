"""allauth's form to ask for a new password (`ACCOUNT_FORMS`), with the mail left to the worker."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest
from django.utils.translation import get_language

from portal.accounts.services.reset import mail_reset


class QueuedResetForm(ResetPasswordForm):
    """Upstream mails a known address before it answers, which takes longer (`ResetPasswordForm.save`)."""

    users: Any

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        mail_reset.enqueue([user.pk for user in self.users], get_language() or "fr")
        email: str = self.cleaned_data["email"]
        return email
