"""The wall for a big screen, and the part of it that a screen asks for again."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.selectors.frames import SiteFrame, frame_of
from portal.serving import OtherPageError, page_at, serve_below, serve_instead
from portal.tenancy.selectors import hosts
from search.models import InitiativeIndexPage
from search.params import WallParams, parse_wall_params
from search.selectors.labels import Labels
from search.selectors.wall import UnknownChoiceError, wall

SLUG = "wall"
# What a screen asks for again: `?part=cards`.
CARDS = "cards"


@require_safe
def initiatives_wall(request: HttpRequest, path: str) -> HttpResponseBase:
    """Below a page of initiatives; elsewhere such an address is that of a page."""
    try:
        page = page_at(request, path, InitiativeIndexPage)
    except OtherPageError:
        return serve_instead(request, f"{path}{SLUG}/")
    params = parse_wall_params(request.GET)
    return serve_below(request, page, partial(_wall, params=params))


def _wall(request: HttpRequest, page: InitiativeIndexPage, *, params: WallParams) -> HttpResponseBase:
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    language: str = request.content_language  # type: ignore[attr-defined]
    hub = hosts.table().hub
    frame: SiteFrame | None = frame_of(hub) if hub else None
    context = page.get_context(request) | {"language_suffix": f"{SLUG}/{params.query}", "choice": params}
    if params.error:
        return _unknown(request, context, params.error, status=400)
    try:
        shown = wall(params, language=language, labels=Labels.of(frame, language), cite_id=row.cite_id)
    except UnknownChoiceError:
        message = _("No initiative of the wall belongs to what this address names.")
        return _unknown(request, context, message, status=404)
    context["wall"] = shown
    if request.GET.get("part") == CARDS:
        return render(request, "search/includes/wall_cards.html", context)
    return render(request, "search/wall.html", context)


def _unknown(request: HttpRequest, context: dict[str, Any], message: str, *, status: int) -> HttpResponseBase:
    return render(request, "search/wall_unknown.html", context | {"message": message}, status=status)
