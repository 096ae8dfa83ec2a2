"""What allauth may do here: sign in, prove a factor, recover; never sign up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from portal.tenancy.middleware import raw_host
from portal.tenancy.selectors import hosts


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation only, and go back to a host of the network."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name to fill."""

    def is_safe_url(self, url: str | None) -> bool:
        """Whether sign-in may lead to `url`: to the portal's own hosts, at the port the visitor uses."""
        port = raw_host(self.request)[1]
        allowed = {name + (f":{port}" if port else "") for name in hosts.table().sites}
        return url_has_allowed_host_and_scheme(url, allowed_hosts=allowed, require_https=self.request.is_secure())
