"""What every template of the public site may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.selectors.frames import frame_of
from portal.tenancy.middleware import interface_language, on_network_host
from portal.tenancy.selectors import hosts


def site(request: HttpRequest) -> dict[str, Any]:
    """`frame` of the site, `hub` frame of the network, the language of the content and that of the page around it, in
    which the interface speaks (`<html lang>`); nothing off the gate.

    `page_frame` is that of the site the page is of: another than `frame` where members read it on the network's host.
    """
    row: hosts.SiteRow | None = getattr(request, "site_row", None)
    if row is None:
        return {}
    frame = SimpleLazyObject(lambda: frame_of(row))
    content_language: str = getattr(request, "content_language", row.default_language)
    page_row: hosts.SiteRow | None = getattr(request, "page_site_row", None)
    return {
        "frame": frame,
        "page_frame": SimpleLazyObject(lambda: frame_of(page_row)) if page_row else frame,
        "hub": SimpleLazyObject(_hub),
        "content_language": content_language,
        "page_language": interface_language(content_language),
        "on_network_host": on_network_host(request),
    }


def _hub() -> Any:
    row = hosts.table().hub
    return frame_of(row) if row else None
