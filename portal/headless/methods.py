"""Methods: HEAD, which Ninja's operations refuse, and those an address doesn't know."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from portal.headless.problems import problem

View = Callable[..., HttpResponseBase]


def head_as_get(view: View) -> View:
    """Answer HEAD as GET does; the server leaves the body out (RFC 9110, section 9.3.2)."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "HEAD":
            return view(request, *args, **kwargs)
        request.method = "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = "HEAD"

    return inner


def refused_in_words(view: View) -> View:
    """Say 405 as a problem document too, with the methods that are known; Ninja's is a page of HTML."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allowed = response.headers.get("Allow", "")
        refused = problem(status=405, detail=f"This address answers {allowed}.")
        refused.headers["Allow"] = allowed
        return refused

    return inner
