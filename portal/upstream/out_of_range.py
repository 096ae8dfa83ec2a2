"""Addresses that no database can be asked about are answered 400 in words, wherever they are read.

Wagtail's and Django's views hand numbers and dates of an address on as they are. SQLite's driver refuses numbers of
more than 64 bits with OverflowError, PostgreSQL those beyond the column, and a NUL, with DataError; a date at an end of
the calendar, moved to another zone, is an OverflowError too (https://code.djangoproject.com/ticket/27397 is about the
numbers).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.api.v3.errors import problem_response

from portal.upstream.posted import UnreadableFormError, read_at_once
from portal.upstream.posted import refused as unreadable

log = logging.getLogger(__name__)
SAFE = frozenset({"GET", "HEAD"})
# What SQLite says to an offset of more than 64 bits.
MISMATCH = "datatype mismatch"


class WordedOutOfRange:
    """Middleware; after the language is known and before any view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not request.path_info.startswith("/api/"):
            try:
                read_at_once(request)
            except UnreadableFormError as error:
                log.warning("%s %s: unreadable, %s", request.method, request.path, error)
                return unreadable(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what the database can't be asked, and forms that can't be read; else it stays the fault it is."""
        if isinstance(exception, UnreadableFormError):
            log.warning("%s %s: unreadable, %s", request.method, request.path, exception)
            return unreadable(request)
        if not is_out_of_range(exception) and not (isinstance(exception, ValidationError) and request.method in SAFE):
            return None
        log.warning("%s %s: %s", request.method, request.path, type(exception).__name__)
        return refused(request)


def is_out_of_range(exception: Exception) -> bool:
    """Whether it says that a value fits no column, or no calendar."""
    return isinstance(exception, OverflowError | DataError) or (
        isinstance(exception, IntegrityError) and MISMATCH in str(exception)
    )


def refused(request: HttpRequest) -> HttpResponse:
    """400: a page, or a problem document where a program asks."""
    if request.path_info.startswith("/api/"):
        problem: HttpResponse = problem_response(
            status=400, detail="A number, a date or a character of the address is out of range."
        )
        return problem
    return render(request, "400.html", status=400)
