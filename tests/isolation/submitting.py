"""What a browser would send: the forms of an answer, filled as they are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.forms import BaseForm, BaseFormSet
from wagtail.blocks.base import BlockField

Data = dict[str, list[str]]


@dataclass
class Submission:
    """A form of a page: where it is posted to, its values, and the names of all its controls."""

    url: str
    data: Data = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

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
    soup = BeautifulSoup(html, "html.parser")
    streams = {name: ["0"] for name in stream_counts(response)}
    found = []
    for form in soup.find_all("form"):
        if str(form.get("method", "get")).lower() == "post":
            target = urljoin(url, str(form.get("action") or url))
            parts = urlsplit(target)
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            names = {str(control["name"]) for control in form.find_all(attrs={"name": True})}
            found.append(Submission(address, {**_values(form), **streams}, names))
    return sorted(found, key=lambda form: -len(form.data))


def _values(form: Tag) -> Data:
    data: Data = {}
    for control in form.find_all(["input", "select", "textarea"]):
        name = control.get("name")
        if not name or control.has_attr("disabled"):
            continue
        for value in _value(control):
            data.setdefault(str(name), []).append(value)
    return data


def _value(control: Tag) -> list[str]:
    if control.name == "textarea":
        return [control.text.removeprefix("\n")]
    if control.name == "select":
        options = control.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not control.has_attr("multiple"):
            chosen = options[:1]
        return [str(option.get("value", option.text)) for option in chosen]
    kind = str(control.get("type", "text"))
    if kind in ("submit", "button", "image", "reset", "file"):
        return []
    if kind in ("checkbox", "radio"):
        return [str(control.get("value", "on"))] if control.has_attr("checked") else []
    return [str(control.get("value", ""))]


def stream_counts(response: Any) -> set[str]:
    """Names of the counts that the editor's script adds for each stream: without them the form is malformed."""
    names: set[str] = set()
    for form in forms_of(response):
        for name, control in form.fields.items():
            if isinstance(control, BlockField):
                names.add(f"{form.add_prefix(name)}-count")
    return names


def forms_of(response: Any) -> Iterator[BaseForm]:
    """Every form that took part in rendering an answer, those of formsets included."""
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
