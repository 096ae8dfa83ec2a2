"""Problem documents: what was wrong with a request, in words for whoever sent it, kept by no cache."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from ninja import NinjaAPI
from ninja.errors import ValidationError
from wagtail.api.v3.errors import problem_response

# What pydantic puts before the message of a ValueError of ours.
OF_A_VALUE_ERROR = "Value error, "


def problem(*, status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> HttpResponse:
    """A problem document, which nobody may keep: it can be another a moment later."""
    response: HttpResponse = problem_response(status=status, detail=detail, errors=errors)
    patch_cache_control(response, no_store=True)
    return response


def register_worded_errors(api: NinjaAPI) -> None:
    """Answer values that don't validate without the names of our own code; in place of Wagtail's handler."""

    @api.exception_handler(ValidationError)
    def worded(request: HttpRequest, exc: ValidationError) -> HttpResponse:
        return problem(status=422, detail="Validation failed", errors=[_worded(error) for error in exc.errors])


def _worded(error: dict[str, Any]) -> dict[str, Any]:
    """An error without the argument of the view it was for, and with the message alone."""
    words = {**error, "loc": _place(error.get("loc", ())), "msg": error["msg"].removeprefix(OF_A_VALUE_ERROR)}
    if error.get("type") == "value_error":  # its context is the message once more
        words.pop("ctx", None)
    return words


def _place(loc: Any) -> list[Any]:
    """`("query", "filters", "country", 0)` is `["query", "country", 0]`: parameters of an address lie side by side."""
    source, *rest = loc or ("query",)
    names = [part for part in rest if isinstance(part, str)]
    if source != "query" or not names:
        return list(loc)
    return [source, names[-1], *[part for part in rest if isinstance(part, int)]]
