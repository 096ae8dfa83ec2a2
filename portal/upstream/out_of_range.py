"""Addresses that no database can be asked about are answered 400 in words, wherever they are read.

Wagtail's and Django's views hand numbers and dates of an address on as they are. SQLite's driver refuses numbers of
more than 64 bits with OverflowError, PostgreSQL those beyond the column, and a NUL, with DataError; a date at an end of
the calendar, moved to another zone, is an OverflowError too (https://code.djangoproject.com/ticket/27397 is about the
numbers).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.api.v3.errors import problem_response

from portal.upstream.posted import UNTAKEN, UnreadableFormError, read_at_once
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
        # With its cookie Django's check of forgery reads the form before any view, where no fault is answered in words;
        # without it nothing is read that no view asks for.
        if request.method == "POST" and settings.CSRF_COOKIE_NAME in request.COOKIES:
            try:
                read_at_once(request)
            except UNTAKEN as error:
                return _unreadable(request, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what the database can't be asked, and forms that can't be read; else it stays the fault it is."""
        if isinstance(exception, (UnreadableFormError, *UNTAKEN)):
            return _unreadable(request, exception)
        if not is_out_of_range(exception) and not (isinstance(exception, ValidationError) and request.method in SAFE):
            return None
        log.warning("%s %s: %s", request.method, request.path, type(exception).__name__)
        return refused(request)


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    said = error if isinstance(error, UnreadableFormError) else type(error).__name__
    log.warning("%s %s: unreadable, %s", request.method, request.path, said)
    return unreadable(request)


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
