"""One request: what it answers, writes, and mails, before it is undone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core import mail
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.test import Client
from django_tasks_db.models import DBTaskResult

from portal.tenancy.selectors import hosts
from tests.isolation.markers import Owner
from tests.isolation.submitting import Submission
from tests.isolation.watching import Watch, body_of, noted_forms, watched

# An answer that says the view was there and looked at what was asked.
REACHED = frozenset({200, 201, 202, 204, 301, 302, 303, 304, 400, 405, 409, 410, 422})
SIGN_IN = "/accounts/login/"
# Where the admin leads whom it denies something.
DENIED = "/admin/"


class Files:
    """Stored files come back after each request: deleting one isn't undone with the transaction."""

    def __init__(self, owners: Iterable[Owner]) -> None:
        rows = [
            row for owner in owners for row in owner.all_rows() if isinstance(getattr(row, "file", None), FieldFile)
        ]
        self._kept = [(row.file.storage, row.file.name, _content(row.file)) for row in rows if row.file]

    def restore(self) -> None:
        """Store again what is gone."""
        for storage, name, content in self._kept:
            if not storage.exists(name):
                storage.save(name, ContentFile(content))


def _content(file: FieldFile) -> bytes:
    with file.storage.open(file.name) as opened:
        return bytes(opened.read())


def error_of(response: Any) -> str:
    """What an error of the server was about."""
    raised = getattr(response, "exc_info", None)
    return f"answers {response.status_code}: {raised[1]!r}" if raised else f"answers {response.status_code}"


def is_reached(response: Any) -> bool:
    """Whether the view itself answered."""
    if response.status_code in (301, 302):
        target = urlsplit(response.headers.get("Location", "")).path
        return target not in (DENIED, response.request["PATH_INFO"]) and not target.startswith(SIGN_IN)
    return response.status_code in REACHED


def send(
    client: Client,
    method: str,
    url: str,
    form: Submission,
    look: Callable[[Watch], Any] | None = None,
    files: Files | None = None,
    **extra: Any,
) -> tuple[Any, Watch, Any]:
    """Send a request that leaves nothing behind; answers it, what it wrote, and what `look` saw before that went."""
    kept = dict(client.cookies)
    seen = None
    mail.outbox.clear()
    restore = kept_cache()
    with watched() as watch, noted_forms() as made, transaction.atomic():
        response = _request(client, method, url, {**form.sendable(), **extra})
        response.made_forms, response.body = made, body_of(response)
        if look is not None and watch.changes:
            seen = look(watch)
        response.mails = mailed(watch)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(kept)
    if watch.changes or method != "GET":
        restore()
        if files is not None:
            files.restore()
    return response, watch, seen


def _request(client: Client, method: str, url: str, data: dict[str, Any]) -> Any:
    if method == "GET":
        return client.get(url)
    if url.startswith("/api/"):
        return client.generic(method, url, json.dumps(data), "application/json")
    if method == "POST":
        return client.post(url, data)
    return client.generic(method, url, urlencode(data, doseq=True), "application/x-www-form-urlencoded")


def kept_cache() -> Callable[[], None]:
    """What puts the cache back as it is now, warm: built again after each post, menus would take most of the time."""
    local = caches["default"] if isinstance(caches["default"], LocMemCache) else None
    tables = (local._cache, local._expire_info) if local else ()
    entries = [dict(table) for table in tables]

    def restore() -> None:
        cache.clear()
        for table, kept in zip(tables, entries, strict=True):
            table.update(kept)
        hosts._memo.table = None

    return restore


def mailed(watch: Watch) -> list[EmailMessage]:
    """The mails of a request: those sent at once, and those that the worker would send afterwards."""
    if any(write.table == DBTaskResult._meta.db_table for write in watch.writes):
        for result in DBTaskResult.objects.ready().filter(queue_name="mail"):
            waiting = result.task_result
            result.task.call(*waiting.args, **waiting.kwargs)
    return list(mail.outbox)
