"""The cookie against forged forms is set by a page with a form, and by no other."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import (  # type: ignore[attr-defined]  # one is not in the stubs
    InvalidTokenFormat,
    _check_token_format,
)


class MalformedTokenIsNone:
    """Middleware; before Django's, which then refuses a form sent without a cookie, as ever.

    Upstream reason, Django 5.2: `CsrfViewMiddleware.process_request` sets a new cookie in the answer to any request
    that brings a malformed one; public pages would vary on it, and shared caches keep it. The one place.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = settings.CSRF_COOKIE_NAME
        try:
            _check_token_format(request.COOKIES.get(name, "0" * 32))
        except InvalidTokenFormat:
            del request.COOKIES[name]
        return self.get_response(request)
