"""What a browser would send: the forms of an answer, filled as they are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BaseForm, BaseFormSet
from wagtail.blocks.base import BlockField
from wagtail.images.tests.utils import get_test_image_file

# What is typed where something must be.
WORDS = {"text": "qzword", "email": "qzword@example.org", "url": "https://example.org/qzword", "number": "1"}
OFTEN_REQUIRED = ("title", "slug", "name", "new_title", "new_slug", "text", "comment", "reason")


@dataclass
class Submission:
    """A form of a page: where it is posted to, its values, and the names of all its controls.

    `wanted` are texts that may not stay empty, `files` the controls that take a file.
    """

    url: str
    data: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    wanted: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def sendable(self) -> dict[str, Any]:
        """The values with what is wanted filled in, and a small picture for each file."""
        return {**self.data, **self.wanted, **{name: a_picture() for name in self.files}}

    def filled(self, **values: Any) -> dict[str, Any]:
        """The values with some replaced; None leaves one out."""
        data: dict[str, Any] = dict(self.data)
        for name, value in values.items():
            key = name.replace("__", "-")
            if value is None:
                data.pop(key, None)
            else:
                data[key] = value
        return data


def html_of(response: Any) -> str:
    """The HTML of an answer, that of a modal dialog included."""
    kind = response.headers.get("Content-Type", "")
    if getattr(response, "streaming", False) or not kind.startswith(("text/html", "application/json")):
        return ""
    text: str = response.content.decode(errors="replace")
    if not kind.startswith("application/json"):
        return text
    try:
        answer = json.loads(text)
    except ValueError:
        return ""
    parts = [answer.get("html"), answer.get("htmlFragment"), answer.get("form")] if isinstance(answer, dict) else []
    return "\n".join(part for part in parts if isinstance(part, str))


def submissions(response: Any, url: str) -> list[Submission]:
    """The forms of an answer that are posted, the fullest first."""
    html = html_of(response)
    if "<form" not in html:
        return []
    reader = FormReader(url)
    reader.feed(html)
    streams = {name: ["0"] for name in stream_counts(response)}
    for form in reader.forms:
        form.data.update(streams)
    return sorted(reader.forms, key=lambda form: -len(form.data))


class FormReader(HTMLParser):
    """Reads the posted forms of a page as a browser would send them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Submission] = []
        self._form: Submission | None = None
        self._text: tuple[dict[str, str | None], list[str]] | None = None
        self._select: tuple[dict[str, str | None], list[tuple[str, bool]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._open(given)
        elif self._form is None:
            return
        elif tag == "textarea":
            self._text = (given, [])
        elif tag == "select":
            self._select = (given, [])
        elif tag == "option" and self._select is not None:
            self._select[1].append((given.get("value") or "", "selected" in given))
        elif tag in ("input", "button") and given.get("name"):
            self._input(tag, given)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._text is not None:
            given, parts = self._text
            self._text = None
            self._keep(given, ["".join(parts).removeprefix("\n")], "text")
        elif tag == "select" and self._select is not None:
            given, options = self._select
            self._select = None
            chosen = [value for value, selected in options if selected]
            if not chosen and "multiple" not in given:
                chosen = [value for value, _selected in options[:1]]
            self._keep(given, chosen, "select")

    def _open(self, given: dict[str, str | None]) -> None:
        if (given.get("method") or "get").lower() != "post":
            return
        parts = urlsplit(urljoin(self.url, given.get("action") or self.url))
        self._form = Submission(parts.path + (f"?{parts.query}" if parts.query else ""))
        self.forms.append(self._form)

    def _input(self, tag: str, given: dict[str, str | None]) -> None:
        kind = "submit" if tag == "button" else (given.get("type") or "text")
        name = given["name"]
        assert self._form is not None
        assert name is not None
        if kind == "file":
            self._form.names.add(name)
            self._form.files.add(name)
        elif kind in ("submit", "button", "image", "reset"):
            self._form.names.add(name)
        elif kind in ("checkbox", "radio"):
            self._keep(given, [given.get("value") or "on"] if "checked" in given else [], kind)
        else:
            self._keep(given, [given.get("value") or ""], kind)

    def _keep(self, given: dict[str, str | None], values: list[str], kind: str) -> None:
        name = given.get("name")
        if not name or self._form is None:
            return
        self._form.names.add(name)
        if "disabled" in given:
            return
        if values:
            self._form.data.setdefault(name, []).extend(values)
        if kind in WORDS and not any(values) and ("required" in given or name in OFTEN_REQUIRED):
            self._form.wanted[name] = WORDS[kind]


def a_picture() -> SimpleUploadedFile:
    """A file of the kind most forms take."""
    return SimpleUploadedFile("qzfile.png", get_test_image_file().file.getvalue(), "image/png")


def stream_counts(response: Any) -> set[str]:
    """Names of the counts that the editor's script adds for each stream: without them the form is malformed."""
    names: set[str] = set()
    for form in forms_of(response):
        for name, control in form.fields.items():
            if isinstance(control, BlockField):
                names.add(f"{form.add_prefix(name)}-count")
    return names


def forms_of(response: Any) -> Iterator[BaseForm]:
    """Every form that took part in an answer, those of formsets included."""
    if hasattr(response, "made_forms"):
        yield from response.made_forms
        return
    seen: set[int] = set()
    for context in response.context or ():
        for layer in getattr(context, "dicts", [context]):
            for value in list(layer.values()):
                yield from _forms(value, seen)


def _forms(value: Any, seen: set[int]) -> Iterator[BaseForm]:
    if id(value) in seen:
        return
    if isinstance(value, BaseFormSet):
        seen.add(id(value))
        for form in value.forms:
            yield from _forms(form, seen)
    elif isinstance(value, BaseForm):
        seen.add(id(value))
        yield value
        for formset in getattr(value, "formsets", {}).values():
            yield from _forms(formset, seen)
