"""What an answer shows and what a request writes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.forms import BaseForm
from django.template.base import Template

from tests.pdf_text import read_pdf

# Tables in which a visit leaves its own traces: sessions, renditions made on first use, who is editing what.
TRACES = frozenset(
    {
        "django_session",
        "usersessions_usersession",
        "wagtailusers_userprofile",
        "wagtailadmin_editingsession",
        "wagtailcore_pagesubscription",
        "wagtailcore_apitoken",
        "media_portalrendition",
    }
)
_WRITE = re.compile(
    r'^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)"?', re.IGNORECASE
)


@dataclass
class Write:
    """A statement that changes a table."""

    table: str
    sql: str
    params: Any

    def names(self, pk: Any) -> bool:
        """Whether an id stands in what is written, alone or within the JSON of a revision."""
        word = re.compile(rf"(?<!\w){re.escape(str(pk))}(?!\w)")
        return any(word.search(str(value)) for value in _flat(self.params))


@dataclass
class Watch:
    """The writes of a request."""

    writes: list[Write] = field(default_factory=list)

    @property
    def changes(self) -> list[Write]:
        """Those that aren't a visit's own traces."""
        return [write for write in self.writes if write.table not in TRACES]


@contextmanager
def watched() -> Iterator[Watch]:
    """Note every statement that writes, whoever sends it."""
    watch = Watch()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(sql)
        if found:
            watch.writes.append(Write(found.group(1), sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield watch


@contextmanager
def noted_forms() -> Iterator[list[BaseForm]]:
    """Every form that is made inside, those of formsets included.

    In the place of the test client's own record, which copies the context of each of a page's hundreds of templates.
    """
    made: list[BaseForm] = []
    initialise, render = BaseForm.__init__, Template._render

    def note(self: BaseForm, *args: Any, **kwargs: Any) -> None:
        made.append(self)
        initialise(self, *args, **kwargs)

    BaseForm.__init__ = note  # type: ignore[method-assign]  # put back below
    Template._render = lambda self, context: self.nodelist.render(context)
    try:
        yield made
    finally:
        BaseForm.__init__, Template._render = initialise, render  # type: ignore[method-assign]


def _flat(params: Any) -> Iterator[Any]:
    if isinstance(params, list | tuple):
        for value in params:
            yield from _flat(value)
    elif isinstance(params, dict):
        yield from _flat(list(params.values()))
    elif params is not None:
        yield json.dumps(params, default=str) if not isinstance(params, str | int) else params


def body_of(response: Any) -> bytes:
    """The whole body, read to its end: a file that is sent stays open until then.

    The test client closes what was read; closing it here too would end the request for Django a second time, which
    then closes the connection under the walk's transaction.
    """
    return b"".join(response.streaming_content) if getattr(response, "streaming", False) else bytes(response.content)


def shown(response: Any) -> str:
    """Everything an answer that was sent for says, headers, tables and printed sheets included, in small letters."""
    body: bytes = response.body
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    if body[:5] == b"%PDF-":
        found = read_pdf(body)
        body = f"{found.title}\n{found.text}\n{found.xmp}".encode()
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = response.cookies.output()
    return f"{headers}\n{cookies}\n{body.decode(errors='replace')}".lower()
