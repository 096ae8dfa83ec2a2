"""What allauth may do here: sign in, prove a factor, recover; never sign up."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from portal.mail import AUTOMATIC
from portal.tenancy.middleware import raw_host
from portal.tenancy.selectors import hosts

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation only, and go back to a host of the network."""

    # Upstream says "later"; its limits of failed attempts last five minutes at most (`ACCOUNT_RATE_LIMITS`).
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy("Too many attempts failed. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name to fill."""

    def is_safe_url(self, url: str | None) -> bool:
        """Whether sign-in may lead to `url`: to the portal's own hosts, at the port the visitor uses."""
        port = raw_host(self.request)[1]
        allowed = {name + (f":{port}" if port else "") for name in hosts.table().sites}
        return url_has_allowed_host_and_scheme(url, allowed_hosts=allowed, require_https=self.request.is_secure())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sign mails with the network's name instead of the host of the request."""
        network = SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=settings.NETWORK_HOST)
        super().send_mail(template_prefix, email, {"current_site": network, **context})

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """Say of every mail that a program sent it."""
        message = super().render_mail(*args, **kwargs)
        message.extra_headers |= AUTOMATIC
        return message

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell the person of a change to their account; the change holds although the mail server is down."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except OSError:  # smtplib's errors are among them
            log.exception("a notice of a changed account could not be mailed")
