"""Calendar files. The language is the first part of the address, as everywhere."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.models import Pole
from events.exports import agenda as agenda_export
from events.exports import programme as programme_export
from events.exports.ical import CONTENT_TYPE, CalendarEntry, calendar_bytes
from events.models import Slot
from events.selectors import agenda
from events.selectors.frames import EditionCard
from events.selectors.programme import programme_around, programme_of_edition
from events.selectors.sessions import Programme, Session
from portal.selectors.frames import frame_of
from portal.tenancy.middleware import origin
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.ownership import cite_id_of_path

# A calendar keeps what has just been; who was there may look it up.
KEPT = datetime.timedelta(days=60)


def _site(request: HttpRequest, language: str) -> hosts.SiteRow:
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    if language not in row.languages:
        raise Http404
    return row


def _asked(request: HttpRequest) -> str:
    """Where the file was asked for."""
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    return origin(request, row.hostname) + request.get_full_path()


def calendar_response(
    request: HttpRequest, *, name: str, language: str, entries: Iterable[CalendarEntry]
) -> HttpResponseBase:
    """The file, with an ETag over its bytes; 304 for who has them already."""
    content = calendar_bytes(name=name, language=language, source=_asked(request), entries=list(entries))
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{slugify(name) or "agenda"}.ics"'
    response.headers["Cache-Control"] = "public, no-cache"
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    conditional = get_conditional_response(request, etag=etag, response=response)
    assert conditional is not None  # noqa: S101  # it answers the response it is given
    return conditional


def _address(request: HttpRequest, row: hosts.SiteRow, card: dict[str, Any]) -> str:
    """Where an event is at home: a Cité's on its own site, also in the network's calendar."""
    cite_id = cite_id_of_path(card["path"])
    home = (hosts.table().by_cite(cite_id) if cite_id else hosts.table().hub) or row
    return origin(request, home.hostname) + card["url_path"][len(home.container["url_path"]) - 1 :]


@require_safe
def agenda_calendar(request: HttpRequest, language: str) -> HttpResponseBase:
    """Everything on a site's agenda, or of one pôle: `?pole=`. Two queries, three with a pôle."""
    row = _site(request, language)
    since = timezone.now() - KEPT
    dates = agenda.dates_of_site(site_id=row.id, language=language).filter(over_at__gt=since)
    slug = request.GET.get("pole", "")
    if slug:
        pole = Pole.objects.filter(slug=slug).first()
        if pole is None:
            raise Http404
        dates = dates.filter(event__pole=pole)
    dates = dates.prefetch_related("event__exceptions").order_by("starts_at", "pk")
    return calendar_response(
        request,
        name=_("Agenda, %(site)s") % {"site": row.site_name},
        language=language,
        entries=agenda_export.entries_of(dates, lambda card: _address(request, row, card)),
    )


@require_safe
def event_calendar(request: HttpRequest, language: str, uid: uuid.UUID) -> HttpResponseBase:
    """One event with all its dates, while it is on this site's agenda."""
    row = _site(request, language)
    dates = list(
        agenda.dates_of_site(site_id=row.id, language=language)
        .filter(event__uid=uid)
        .prefetch_related("event__exceptions")
        .order_by("starts_at")[:1]
    )
    if not dates:
        raise Http404
    return calendar_response(
        request,
        name=dates[0].card["title"],  # type: ignore[attr-defined]  # annotated by the selector
        language=language,
        entries=agenda_export.entries_of(dates, lambda card: _address(request, row, card)),
    )


def _programme(
    row: hosts.SiteRow, language: str, slot_id: int | None = None, uid: uuid.UUID | None = None
) -> Programme:
    """The programme of an edition with a public page on this site, or that of a session.

    Raises:
        Http404: there is none.
    """
    editions: dict[str, tuple[EditionCard, ...]] = frame_of(row).parts["editions"]
    public = {card.edition_id: card.edition_uid for cards in editions.values() for card in cards}
    found = None
    if slot_id is not None:
        found = programme_around(slot_id=slot_id, language=language)
    elif uid in public.values():
        edition_id = next(pk for pk, known in public.items() if known == uid)
        found = programme_of_edition(edition_id=edition_id, language=language)
    if found is None or found.edition.pk not in public:
        raise Http404
    return found


def _entries(
    request: HttpRequest, row: hosts.SiteRow, programme: Programme, sessions: Iterable[Session]
) -> Iterable[CalendarEntry]:
    site = origin(request, row.hostname)
    return programme_export.entries_of(programme, sessions, lambda one: site + one.path if one.path else "")


@require_safe
def edition_calendar(request: HttpRequest, language: str, uid: uuid.UUID) -> HttpResponseBase:
    """The whole released programme of an edition. Two queries."""
    row = _site(request, language)
    programme = _programme(row, language, uid=uid)
    return calendar_response(
        request,
        name=programme.edition.name,
        language=language,
        entries=_entries(request, row, programme, programme.sessions),
    )


@require_safe
def session_calendar(request: HttpRequest, language: str, uid: uuid.UUID) -> HttpResponseBase:
    """One session. Three queries."""
    row = _site(request, language)
    slot = Slot.objects.filter(uid=uid).only("pk").first()
    if slot is None:
        raise Http404
    programme = _programme(row, language, slot_id=slot.pk)
    session = programme.session_of(uid)
    if session is None:
        raise Http404
    return calendar_response(
        request, name=session.title, language=language, entries=_entries(request, row, programme, [session])
    )
