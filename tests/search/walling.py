"""The wall of initiatives as tests read it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from cities.models import InitiativePage

Link = Callable[..., None]
TITLE = re.compile(r"<h2[^>]*><a href=\"([^\"]*)\">(.*?)</a></h2>", re.DOTALL)


def page_of(title: str) -> InitiativePage:
    return InitiativePage.objects.get(title=title)


def html(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def titles(text: str) -> list[str]:
    return sorted(title for _url, title in TITLE.findall(text))


def choices(text: str, name: str) -> list[str]:
    """The labels a choice offers, without the first, which takes it back."""
    found = re.search(rf'<select id="{name}".*?</select>', text, re.DOTALL)
    return re.findall(r"<option[^>]*>(.*?)</option>", found.group())[1:] if found else []
