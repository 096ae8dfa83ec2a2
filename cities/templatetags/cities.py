"""What templates ask of the Cités' app; each tag is one selector."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from cities.enums import ClosureReason, Weekday
from cities.models import NewsPage, PracticalPage
from cities.selectors import around, news
from portal.selectors.frames import SiteFrame
from portal.selectors.pagination import PageLink, page_links

register = template.Library()
NEWS_ON_A_PAGE = 10


@register.simple_tag(takes_context=True)
def service_signs(context: dict[str, Any]) -> Sequence[around.Sign]:
    """The signs of this site in this language; no query."""
    frame: SiteFrame = context["frame"]
    return frame.parts["services"].get(context["content_language"], ())


@register.simple_tag(takes_context=True)
def practical(context: dict[str, Any]) -> around.PracticalFacts | None:
    """Places, hours and contact of the page's Cité; no query. The preview of their page shows its draft."""
    facts: around.PracticalFacts | None = context["page_frame"].parts["practical"]
    page = context.get("page")
    if facts is None or not context.get("is_preview") or not isinstance(page, PracticalPage):
        return facts
    return around.facts_of(page.facts, closures=facts.closures, lines=facts.lines, demonstration=page.demonstration)


@register.simple_tag(takes_context=True)
def notices(context: dict[str, Any]) -> list[around.Notice]:
    """Urgent notices shown at this moment in this language; no query."""
    now = timezone.now()
    return [
        notice
        for notice in context["frame"].parts["notices"]
        if notice.language == context["content_language"] and notice.starts_at <= now < notice.ends_at
    ]


@register.simple_tag(takes_context=True)
def practical_line(context: dict[str, Any]) -> str:
    """The words under the hours in this language; no query."""
    facts: around.PracticalFacts = context["page_frame"].parts["practical"]
    return facts.lines.get(context["content_language"], "")


@dataclass(frozen=True, slots=True)
class DayHours:
    """One line of the table of hours. `closed_for` is the reason that overrules today's hours."""

    day: str
    openings: tuple[around.Opening, ...]
    is_today: bool
    closed_for: str


def _today(context: dict[str, Any]) -> datetime.date:
    """Today where the Cité is."""
    frame: SiteFrame = context["page_frame"]
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(frame.identity.timezone))


@register.simple_tag(takes_context=True)
def week(context: dict[str, Any], facts: around.PracticalFacts) -> list[DayHours]:
    """The hours of each weekday, the Cité's own today marked."""
    today = _today(context)
    closure = around.closure_on(facts, today)
    return [
        DayHours(
            day=str(day.label),
            openings=tuple(hour for hour in facts.hours if hour.weekday == day.value),
            is_today=day.value == today.isoweekday(),
            closed_for=str(ClosureReason(closure).label) if closure and day.value == today.isoweekday() else "",
        )
        for day in Weekday
    ]


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """One exceptional closure to announce."""

    starts: datetime.date
    ends: datetime.date
    reason: str
    is_now: bool


@register.simple_tag(takes_context=True)
def closures(context: dict[str, Any], facts: around.PracticalFacts) -> list[ClosureLine]:
    """Closures of today and the coming weeks."""
    today = _today(context)
    return [
        ClosureLine(starts, ends, str(ClosureReason(reason).label), starts <= today)
        for starts, ends, reason in facts.closures
        if ends >= today
    ]


@register.simple_tag(takes_context=True)
def latest_news(context: dict[str, Any], limit: int = 3) -> Sequence[news.NewsCard]:
    """The newest news of this site in this language; on the hub with what it accepted from Cités. No query."""
    found: Sequence[news.NewsCard] = context["frame"].parts["news"].get(context["content_language"], ())
    return found[:limit]


@dataclass(frozen=True, slots=True)
class NewsListing:
    """One page of the news. `links` is the pagination, `next_url` the older news."""

    items: list[news.NewsCard]
    links: list[PageLink]
    next_url: str
    number: int


@register.simple_tag(takes_context=True)
def news_listing(context: dict[str, Any]) -> NewsListing:
    """The news of this site in this language, newest first, `?page=` by page. Two queries.

    A page that isn't there is the nearest that is.
    """
    request: HttpRequest = context["request"]
    paginator = Paginator(_news(context), NEWS_ON_A_PAGE)
    current = paginator.get_page(request.GET.get("page"))

    def address(number: int) -> str:
        return request.path if number == 1 else f"{request.path}?page={number}"

    return NewsListing(
        items=[news.card_of(page) for page in current.object_list],
        links=page_links(current.number, paginator.num_pages, address),
        next_url=address(current.number + 1) if current.has_next() else "",
        number=current.number,
    )


def _news(context: dict[str, Any]) -> QuerySet[NewsPage]:
    frame: SiteFrame = context["frame"]
    language = context["content_language"]
    if frame.cite_id is None:
        return news.news_of_network(language=language)
    return news.news_of_site(site_id=frame.site_id, language=language)


@register.simple_tag(takes_context=True)
def neighbours(context: dict[str, Any]) -> Sequence[around.CiteFace]:
    """The Cités to which the streets of this one's emblem lead; no query."""
    found: Sequence[around.CiteFace] = context["frame"].parts["neighbours"]
    return found


@register.simple_tag(takes_context=True)
def network_cites(context: dict[str, Any]) -> Sequence[around.CiteFace]:
    """Every public Cité; no query."""
    found: Sequence[around.CiteFace] = context["hub"].parts["cites"]
    return found
