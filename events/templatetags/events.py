"""What templates ask of agendas; each tag is one selector."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cities.selectors.around import CiteFace
from cities.selectors.proposals import SHOWN, shows
from events.forms import AgendaForm
from events.models import EventPage, LocalEvent, Occurrence
from events.models.local import FACT_FIELDS
from events.models.times import instant
from events.selectors import agenda
from events.selectors.frames import EditionCard, PoleName
from events.selectors.lines import EventLine, EventTime, lines_of, status_of, time_of
from portal.dates import clock_words, date_words, day_words, first_of_span_words, month_words
from portal.selectors.frames import SiteFrame

register = template.Library()

PAGE_LENGTH = 20
# Dates shown on the page of an event that repeats.
DATES_SHOWN = 8
# The zones of the network's Cités; others are named as IANA does.
ZONE_CITIES = {
    "America/Guadeloupe": pgettext_lazy("time zone", "Guadeloupe"),
    "Europe/Brussels": pgettext_lazy("time zone", "Brussels"),
    "Europe/Lisbon": pgettext_lazy("time zone", "Lisbon"),
    "Europe/Madrid": pgettext_lazy("time zone", "Madrid"),
    "Europe/Paris": pgettext_lazy("time zone", "Paris"),
    "Europe/Rome": pgettext_lazy("time zone", "Rome"),
    "Europe/Zurich": pgettext_lazy("time zone", "Zurich"),
    "Indian/Mayotte": pgettext_lazy("time zone", "Mayotte"),
    "Indian/Reunion": pgettext_lazy("time zone", "Réunion"),
}


@dataclass(frozen=True, slots=True)
class AgendaView:
    """One page of an agenda as it was asked for. `pages` are those of `portal/includes/pagination.html`."""

    form: AgendaForm
    lines: list[EventLine]
    past: bool
    is_narrowed: bool
    pages: list[PageLink]
    next_url: str
    calendar_query: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number of the pagination."""

    label: int
    url: str
    is_current: bool


def _here(frame: SiteFrame) -> datetime.datetime:
    return timezone.now().astimezone(zoneinfo.ZoneInfo(frame.identity.timezone))


def pole_choices(frame: SiteFrame, language: str) -> list[tuple[str, str]]:
    """The pôles, in the Cité's own words where it has a sign for one."""
    signs = {sign.pole: sign.title for sign in frame.parts["services"].get(language, ()) if sign.pole}
    return [(pole.slug, signs.get(pole.slug) or pole.name_in(language)) for pole in frame.parts["event_poles"]]


@register.simple_tag(takes_context=True)
def agenda_view(context: dict[str, Any]) -> AgendaView:
    """The dates that the address asks for; one query. Without a month, of each event the next one."""
    frame: SiteFrame = context["frame"]
    language = context["content_language"]
    request: HttpRequest = context["request"]
    now = _here(frame)
    form = AgendaForm(request.GET.dict(), today=now.date(), poles=pole_choices(frame, language))
    asked = form.asked()
    number = asked.get("page", 1)
    rows = narrowed(agenda.dates_of_site(site_id=frame.site_id, language=language), asked, frame)
    is_past = bool(asked.get("past"))
    by_date = agenda.upcoming if "month" in asked else agenda.next_of_each
    ordered = (agenda.past if is_past else by_date)(rows, now=now)
    found = list(ordered[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH + 1])
    kept = {name: value for name, value in asked.items() if name in ("month", "pole", "past")}
    has_next = len(found) > PAGE_LENGTH
    return AgendaView(
        form=form,
        lines=lines_of(found[:PAGE_LENGTH]),
        past=is_past,
        is_narrowed="month" in kept or "pole" in kept,
        pages=[PageLink(page, _address(kept, page), page == number) for page in range(1, number + 1 + has_next)],
        next_url=_address(kept, number + 1) if has_next else "",
        calendar_query=f"?{urlencode({'pole': kept['pole']})}" if "pole" in kept else "",
    )


def _address(kept: dict[str, Any], page: int) -> str:
    query = {**kept, "page": page} if page > 1 else kept
    return "?" + urlencode({name: 1 if value is True else value for name, value in query.items()})


def narrowed(rows: QuerySet[Occurrence], asked: dict[str, Any], frame: SiteFrame) -> QuerySet[Occurrence]:
    """The dates of a month, by the site's clock, and of a pôle."""
    if "month" in asked:
        first = datetime.date.fromisoformat(asked["month"] + "-01")
        following = (first + datetime.timedelta(days=32)).replace(day=1)
        zone = frame.identity.timezone
        rows = rows.filter(
            over_at__gt=instant(first, datetime.time(), zone), starts_at__lt=instant(following, datetime.time(), zone)
        )
    if "pole" in asked:
        ids = [pole.id for pole in frame.parts["event_poles"] if pole.slug == asked["pole"]]
        rows = rows.filter(event__pole__in=ids)
    return rows


@register.simple_tag(takes_context=True)
def next_events(context: dict[str, Any], limit: int = 4) -> list[EventLine]:
    """The next dates of this site, on the hub of the network; one query."""
    frame: SiteFrame = context["frame"]
    rows = agenda.dates_of_site(site_id=frame.site_id, language=context["content_language"])
    return lines_of(agenda.next_of_each(rows, now=timezone.now())[:limit])


@register.simple_tag(takes_context=True)
def events_from_others(context: dict[str, Any]) -> list[EventLine]:
    """The next date of each event of others that this site's Cité shows; one query where it has chosen any, none
    elsewhere.
    """
    frame: SiteFrame = context["frame"]
    if frame.cite_id is None or not shows(frame, EventPage):
        return []
    rows = agenda.dates_from_others(cite_id=frame.cite_id, language=context["content_language"])
    return lines_of(agenda.next_of_each(rows, now=timezone.now())[:SHOWN])


@register.simple_tag(takes_context=True)
def cite_face(context: dict[str, Any], cite_id: int | None) -> CiteFace | None:
    """Name and emblem of a Cité, on the hub; no query."""
    if cite_id is None:
        return None
    faces: Sequence[CiteFace] = context["hub"].parts["cites"]
    return next((face for face in faces if face.id == cite_id), None)


@dataclass(frozen=True, slots=True)
class EventView:
    """An event on its own page. `next` is its next date, or its last where it is over."""

    dates: list[EventDate]
    is_over: bool

    @property
    def next(self) -> EventDate | None:
        return self.dates[0] if self.dates else None


@dataclass(frozen=True, slots=True)
class EventDate:
    """One date with what became of it."""

    when: EventTime
    status: str
    label: str
    is_off: bool


@register.simple_tag(takes_context=True)
def event_view(context: dict[str, Any], page: EventPage) -> EventView:
    """The dates of an event; one query. A preview of the original shows the draft's first date."""
    now = timezone.now()
    if context.get("is_preview") and page.is_original:
        rows = [draft_date(page)] if page.start_date else []
    else:
        rows = agenda.dates_of_event(event=page.row, now=now, limit=DATES_SHOWN) if page.row else []
    return EventView([_event_date(row) for row in rows], is_over=bool(rows) and rows[0].over_at <= now)


def draft_date(page: EventPage) -> Occurrence:
    """The first date as the draft has it."""
    assert page.start_date is not None  # noqa: S101  # asked of pages that have one
    span = page.span_on(page.start_date)
    event = LocalEvent(**{name: getattr(page, name) for name in FACT_FIELDS})
    return Occurrence(
        event=event, date=page.start_date, starts_at=span.starts_at, ends_at=span.ends_at, over_at=span.over_at
    )


def _event_date(row: Occurrence) -> EventDate:
    status = status_of(row)
    return EventDate(time_of(row), status.value, str(status.label), status.value in ("cancelled", "postponed"))


@register.simple_tag(takes_context=True)
def pole_name(context: dict[str, Any], pole_id: int | None) -> str:
    """The name of a pôle, in the Cité's own words where it has a sign for it; no query."""
    frame: SiteFrame = context["frame"]
    language = context["content_language"]
    pole: PoleName | None = next((pole for pole in frame.parts["event_poles"] if pole.id == pole_id), None)
    return dict(pole_choices(frame, language))[pole.slug] if pole else ""


@register.simple_tag(takes_context=True)
def latest_edition(context: dict[str, Any]) -> EditionCard | None:
    """The latest edition, in this language or the hub's first; no query."""
    hub: SiteFrame = context["hub"]
    editions: dict[str, tuple[EditionCard, ...]] = hub.parts["editions"]
    cards = editions.get(context["content_language"]) or editions.get(hub.languages[0]) or ()
    return cards[0] if cards else None


@register.filter
def time_words(when: EventTime) -> SafeString:
    """ "14 h – 16 h", "10 h", or nothing for whole days; an end that isn't announced isn't written."""
    if when.starts is None:
        return SafeString("")
    start = format_html('<time datetime="{}">{}</time>', when.starts.isoformat(), clock_words(when.starts.time()))
    if when.ends is None:
        return start
    return format_html(
        '{}\u00a0– <time datetime="{}">{}</time>', start, when.ends.isoformat(), clock_words(when.ends.time())
    )


@register.filter
def dates_words(when: EventTime) -> str:
    """ "mardi 4 mai 2027", or from the first to the last day."""
    if when.is_one_day:
        return f"{day_words(when.first)} {when.first.year}"
    return _("from %(first)s to %(last)s") % {
        "first": first_of_span_words(when.first, when.last),
        "last": date_words(when.last),
    }


@register.filter
def weekday_short(day: datetime.date) -> str:
    """ "mar.", for the hidden word before a big day number."""
    return date_format(day, "D")


register.filter("month_words", month_words)


@register.filter
def zone_city(zone: str) -> str:
    """The place an IANA zone is named after, in the language of the page: "Lisbonne" of "Europe/Lisbon"."""
    return str(ZONE_CITIES.get(zone, "")) or zone.rpartition("/")[2].replace("_", " ")
