"""Pages of results as a visitor reads them."""

from __future__ import annotations

import re

from django.test import Client

TITLE = re.compile(r"<h3[^>]*><a [^>]*>(.*?)</a></h3>", re.DOTALL)


def html(client: Client, path: str, status: int = 200) -> str:
    """A page's HTML, the answer of the status expected."""
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def titles(text: str) -> list[str]:
    """The titles of the results, in order."""
    return [re.sub(r"<[^>]+>", "", found) for found in TITLE.findall(text)]
