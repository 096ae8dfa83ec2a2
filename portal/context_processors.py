"""What every template of the public site may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.selectors.frames import frame_of
from portal.tenancy.middleware import on_network_host
from portal.tenancy.selectors import hosts


def site(request: HttpRequest) -> dict[str, Any]:
    """`frame` of the site, `hub` frame of the network, the language of the content; nothing off the gate."""
    row: hosts.SiteRow | None = getattr(request, "site_row", None)
    if row is None:
        return {}
    return {
        "frame": SimpleLazyObject(lambda: frame_of(row)),
        "hub": SimpleLazyObject(_hub),
        "content_language": getattr(request, "content_language", row.default_language),
        "on_network_host": on_network_host(request),
    }


def _hub() -> Any:
    row = hosts.table().hub
    return frame_of(row) if row else None
