"""Forms of the admin that were sent by no editor: what can't be read is answered 400 in words, or is an error at its
field.

Upstream reasons, Wagtail 8.0: `value_from_datadict` of streams, lists and choosers (`wagtail/blocks`) takes counts,
orders and numbers on trust, `ContentstateConverter.to_database_format` (`wagtail/admin/rich_text`) any text for
Draftail's JSON, `BaseChooser.get_instance` (`wagtail/admin/widgets/chooser.py`) anything for a number,
`BaseTransientModelFormSet._construct_form` (`modelcluster/forms.py`) any text for a row's key, `DismissiblesView.patch`
(`wagtail/admin/views/dismissibles.py`) any JSON, and
`URLOrAbsolutePathField` (`wagtail/admin/forms/choosers.py`) that it was sent; each ends in an error of Python. Only the
reading of what was sent is held here: an error of what is done with it stays the fault it is. The one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from draftjs_exporter.error import ExporterException
from modelcluster.forms import BaseTransientModelFormSet
from wagtail.admin.forms.choosers import URLOrAbsolutePathField
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea
from wagtail.admin.views.dismissibles import DismissiblesView
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks.base import BlockWidget
from wagtail.rich_text import extract_references_from_rich_text

UNREADABLE = (
    AssertionError,
    AttributeError,
    ExporterException,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    ValidationError,
    ValueError,
)

# What Django says to a form that it doesn't take in; debugging, it would show its own page of the fault.
UNTAKEN = (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class UnreadableFormError(Exception):
    """What was sent isn't what the page's form sends."""


@contextmanager
def reading() -> Iterator[None]:
    """Around what reads a form that was sent, and around nothing else.

    Raises:
        UnreadableFormError: in the place of what Python says of it.
    """
    try:
        yield
    except UNREADABLE as error:
        raise UnreadableFormError(type(error).__name__) from error


def read_at_once(request: HttpRequest) -> None:
    """Read the form that was sent, if one was: Django reads it when it is first asked for.

    Raises:
        UNTAKEN: it is damaged, larger than settings allow, or holds more fields or files.
    """
    with suppress(UnreadablePostError):  # the sender has gone: who asks again sees to it
        _ = request.POST


def refused(request: HttpRequest) -> HttpResponse:
    """400: a page, or a short text to a script."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return HttpResponse(status=400, content_type="text/plain; charset=utf-8")
    return render(request, "400_form.html", status=400)


def known_numbers(references: Iterable[tuple[type[Model], Any, str, str]]) -> list[tuple[type[Model], Any]]:
    """What a text or a stream refers to, each by a number that its table could hold.

    Raises:
        ValidationError: one is no such number.
    """
    found = []
    for model, pk, *_paths in references:
        # That of a kind of page refers to the page's.
        key: Any = getattr(model._meta.pk, "target_field", model._meta.pk)
        number = key.to_python(pk)
        key.run_validators(number)
        if number is None:
            raise ValidationError("no number")
        found.append((model, number))
    return found


def _held(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def held(self: Any, *args: Any) -> Any:
        with reading():
            return method(self, *args)

    return held


def _rich_text_held(method: Callable[..., Any]) -> Callable[..., Any]:
    """Its links too: saved, they would be a fault at every look at the page."""

    @wraps(method)
    def held(self: Any, *args: Any) -> Any:
        with reading():
            value = method(self, *args)
            known_numbers(extract_references_from_rich_text(value or ""))
            return value

    return held


def _instance_held(method: Callable[..., Any]) -> Callable[..., Any]:
    """Shown again beside the error at its field, as empty."""

    @wraps(method)
    def held(self: Any, value: Any) -> Any:
        try:
            return method(self, value)
        except (OverflowError, TypeError, ValidationError, ValueError):
            return None

    return held


def _text_held(method: Callable[..., Any]) -> Callable[..., Any]:
    """A field that wasn't sent is empty, which its form says."""

    @wraps(method)
    def held(self: Any, value: Any) -> Any:
        return method(self, "" if value is None else value)

    return held


def _keys_held(method: Callable[..., Any]) -> Callable[..., Any]:
    """The reader of keys of rows that are there; modelcluster's formsets leave its error to nobody."""

    @wraps(method)
    def reader(self: Any, field: Any) -> Callable[[Any], Any]:
        read = method(self, field)

        def held(value: Any) -> Any:
            with reading():
                return read(value)

        return held

    return reader


def read_posts_carefully() -> None:
    """In every form of the admin; called once, from `ready()`."""
    URLOrAbsolutePathField.to_python = _text_held(URLOrAbsolutePathField.to_python)
    BlockWidget.value_from_datadict = _held(BlockWidget.value_from_datadict)
    DraftailRichTextArea.value_from_datadict = _rich_text_held(DraftailRichTextArea.value_from_datadict)
    BaseChooser.get_instance = _instance_held(BaseChooser.get_instance)
    DismissiblesView.patch = _held(DismissiblesView.patch)
    BaseTransientModelFormSet._get_to_python = _keys_held(BaseTransientModelFormSet._get_to_python)
