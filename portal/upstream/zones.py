"""The time zone of the admin: that of the Cité one works for, the network's for who works for none.

The one place of the change to Wagtail's. Upstream reason, Wagtail 8.0: `wagtail.admin.localization` takes the zone of
a person's profile or the server's; a time typed by the team of Porto would be read as Paris time.
"""

from __future__ import annotations

import functools
import types
import zoneinfo
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

PLACE: ContextVar[str] = ContextVar("place_of_the_zone", default="")


def zone_words() -> str:
    """Whose time the fields of this request are read in: "time of Porto (Europe/Lisbon)"."""
    values = {"place": PLACE.get(), "zone": timezone.get_current_timezone_name()}
    if values["place"]:
        return _("Time of %(place)s (%(zone)s)") % values
    return _("Time zone: %(zone)s") % values


def zone_of(request: HttpRequest) -> tuple[str, str]:
    """The zone of whoever asks, and the name of their Cité, empty for the network's roles."""
    from portal.dashboard.current import current_cite  # noqa: PLC0415  # needs the app registry

    cite = current_cite(request)
    return (cite.timezone, cite.short_name) if cite else (settings.TIME_ZONE, "")


def _inside(zone: str, place: str, work: Callable[[], Any]) -> Any:
    token = PLACE.set(place)
    try:
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            return work()
    finally:
        PLACE.reset(token)


def answered_in(zone: str, place: str, work: Callable[[], Any]) -> Any:
    """What a view answers, made and rendered in a zone."""
    response = _inside(zone, place, work)
    if hasattr(response, "render"):
        render = response.render
        response.render = types.MethodType(lambda _self: _inside(zone, place, render), response)
    return response


def in_own_zone(localized: Callable[..., Any]) -> Callable[..., Any]:
    """Wagtail's `get_localized_response`, with the view and its template in the zone of the Cité one works for."""

    @functools.wraps(localized)
    def answer(view: Callable[..., Any], request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        zone, place = zone_of(request)

        def zoned(*view_args: Any, **view_kwargs: Any) -> Any:
            return answered_in(zone, place, lambda: view(*view_args, **view_kwargs))

        return localized(zoned, request, *args, **kwargs)

    return answer


def use_own_zones() -> None:
    """In every view of the admin."""
    from wagtail.admin import auth  # noqa: PLC0415  # needs the app registry

    auth.get_localized_response = in_own_zone(auth.get_localized_response)
