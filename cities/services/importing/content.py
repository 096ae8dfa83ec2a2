"""From read values to what a page's revision stores, and short digests by which two versions of a field compare.

Digests are taken of the stored form in any case: what a file brings and what a person has saved pass the same door.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from cities.enums import Mode
from cities.services.importing.fields import FIELDS, PLAIN, RICH
from cities.services.importing.texts import comparable
from cities.services.initiatives import Figures, InitiativeWords

# What a line can change of a page, each compared by itself.
COMPARED = tuple(name for name in FIELDS if name not in {"external_id", "language", "figures_as_of", "figures_source"})
TERMS = ("poles", "audiences")
CHILDREN = {"partners": ("name", "url"), "partner_cites": ("cite",)}
STREAMS = ("figures", "links")
DIGEST = 12
Content = dict[str, Any]


def stored(values: Mapping[str, Any]) -> Content:
    """The part of a revision's content that these values fill. Children have no keys yet."""
    found: Content = {}
    for name, value in values.items():
        if name == "modes":
            found |= {mode.value: mode.value in value for mode in Mode}
        elif name in STREAMS:
            found[name] = _stream(name, value)
        elif name in CHILDREN:
            found[name] = [_child(name, order, each) for order, each in enumerate(value)]
        else:
            found[name] = value
    return found


def keys_filled(name: str) -> tuple[str, ...]:
    """The keys of a revision's content that a field fills."""
    return tuple(mode.value for mode in Mode) if name == "modes" else (name,)


def _stream(name: str, value: Any) -> str:
    if name == "links":
        words = InitiativeWords(title="", links=[(title, url) for title, url in value])
    else:
        figures = Figures(numbers=value["numbers"], as_of=value["as_of"], source=value["source"]) if value else None
        words = InitiativeWords(title="", figures=figures)
    return json.dumps(words.values()[name], cls=DjangoJSONEncoder)


def _child(name: str, order: int, value: Any) -> Content:
    said = dict(zip(CHILDREN[name], value if isinstance(value, list) else [value], strict=True))
    return {"pk": None, "sort_order": order, "uid": str(uuid.uuid4()), **said, "page": None}


def digests(content: Mapping[str, Any], names: Iterable[str] = COMPARED) -> dict[str, str]:
    """A short digest of each field of a revision's content."""
    return {name: _digest(_canonical(content, name)) for name in names}


@cache
def empty_digests() -> Mapping[str, str]:
    """Those of a page in which nothing is filled."""
    blank = stored(
        {
            **dict.fromkeys((*PLAIN, *RICH), ""),
            **dict.fromkeys(("start_year", "end_year", "latitude", "longitude", "inspired_by")),
            **{name: [] for name in ("modes", "links", *TERMS, *CHILDREN)},
            "figures": {},
        }
    )
    return digests(blank)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:DIGEST]


def _canonical(content: Mapping[str, Any], name: str) -> Any:
    if name in RICH:
        return comparable(content.get(name) or "")
    if name == "modes":
        return [mode.value for mode in Mode if content.get(mode.value)]
    if name in TERMS:
        return sorted(content.get(name) or [])
    if name in CHILDREN:
        rows = sorted(content.get(name) or [], key=lambda row: row.get("sort_order") or 0)
        return [[row.get(column) for column in CHILDREN[name]] for row in rows]
    if name in STREAMS:
        return _without_ids(json.loads(content.get(name) or "[]"))
    value = content.get(name)
    return "\n".join(line.rstrip() for line in value.strip().splitlines()) if isinstance(value, str) else value


def _without_ids(raw: Any) -> Any:
    if isinstance(raw, list):
        return [_without_ids(item) for item in raw]
    if isinstance(raw, dict):
        return {key: _without_ids(value) for key, value in raw.items() if key != "id"}
    return raw
