"""Asking for alerts as visitors do, and running what sends them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from portal.work.jobs import JOBS
from search.models import SearchAlert

ClientOf = Callable[..., Client]
Drain = Callable[[], int]
LONG = "&".join(f"pole={'é' * 60}{number}" for number in range(40))
SERVERS = "tests.search.mail_servers."
DAY = datetime.timedelta(days=1)


def index_page_id(client: Client, path: str) -> str:
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    found = soup.select_one("form.form")
    assert found is not None
    return str(found["action"]).removesuffix("#errors")


def ask(client: Client, path: str = "/en/initiatives/follow/mail/?q=van&pole=emploi", **values: Any) -> Any:
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    form = soup.select_one("form.form")
    assert form is not None
    data = {"email": "Lea@Example.org", "frequency": "daily", "query": form.select_one("[name=query]")["value"]}  # type: ignore[index]
    return client.post(str(form["action"]).removesuffix("#errors"), {**data, **values})


def link(kind: str, message: Any) -> str:
    found = re.search(rf"http://\S+(/-/initiatives/{kind}/\S+/)", message.body)
    assert found is not None
    return found.group(1)


def run(drain: Drain, *, at: datetime.datetime | None = None, due: bool = True) -> list[Any]:
    """What leaves when it is everybody's turn."""
    before = len(mail.outbox)
    if due:
        SearchAlert.objects.filter(confirmed_at__isnull=False).update(due_at=timezone.now() - DAY)
    JOBS["search-alerts"].task.enqueue((at or timezone.now()).isoformat())
    drain()
    return mail.outbox[before:]
