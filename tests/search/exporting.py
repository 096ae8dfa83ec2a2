"""Results as files, read again."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.test import Client

from search.exports.records import COLUMNS

CSV, XLSX, JSONL = (f"/fr/initiatives/export.{kind}" for kind in ("csv", "xlsx", "jsonl"))


def body(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def table(client: Client, path: str = CSV) -> list[dict[str, str]]:
    """A CSV file by the columns' names for programs, whatever their headings."""
    text = body(client, path).decode("utf-8-sig")
    _headings, *rows = csv.reader(io.StringIO(text, newline=""))
    return [dict(zip((column.name for column in COLUMNS), row, strict=True)) for row in rows]


def lines(client: Client, path: str = JSONL) -> list[dict[str, Any]]:
    return [json.loads(line) for line in body(client, path).splitlines()]


def titles(client: Client, path: str = CSV) -> list[str]:
    return [row["title"] for row in table(client, path)]
