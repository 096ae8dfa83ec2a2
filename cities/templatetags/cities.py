"""What templates ask of the Cités' app; each tag is one selector."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import QuerySet
from django.utils import timezone

from cities.enums import ClosureReason, Weekday
from cities.models import NewsPage
from cities.selectors import around, news
from portal.selectors.frames import SiteFrame

register = template.Library()


@register.simple_tag(takes_context=True)
def service_signs(context: dict[str, Any]) -> Sequence[around.Sign]:
    """The signs of this site in this language; no query."""
    frame: SiteFrame = context["frame"]
    return frame.parts["services"].get(context["content_language"], ())


@register.simple_tag(takes_context=True)
def practical(context: dict[str, Any]) -> around.PracticalFacts | None:
    """Places, hours and contact of this site's Cité; no query."""
    facts: around.PracticalFacts | None = context["frame"].parts["practical"]
    return facts


@register.simple_tag(takes_context=True)
def notices(context: dict[str, Any]) -> list[around.Notice]:
    """Urgent notices shown at this moment in this language; no query."""
    now = timezone.now()
    return [
        notice
        for notice in context["frame"].parts["notices"]
        if notice.language == context["content_language"] and notice.starts_at <= now < notice.ends_at
    ]


@dataclass(frozen=True, slots=True)
class DayHours:
    """One line of the table of hours."""

    day: str
    openings: tuple[around.Opening, ...]
    is_today: bool


@register.simple_tag(takes_context=True)
def week(context: dict[str, Any]) -> list[DayHours]:
    """The hours of each weekday, the Cité's own today marked."""
    frame: SiteFrame = context["frame"]
    facts: around.PracticalFacts = frame.parts["practical"]
    current = timezone.localdate(timezone=zoneinfo.ZoneInfo(frame.identity.timezone)).isoweekday()
    return [
        DayHours(
            day=str(day.label),
            openings=tuple(hour for hour in facts.hours if hour.weekday == day.value),
            is_today=day.value == current,
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
def closures(context: dict[str, Any]) -> list[ClosureLine]:
    """Closures of today and the coming weeks."""
    frame: SiteFrame = context["frame"]
    facts: around.PracticalFacts = frame.parts["practical"]
    today = timezone.localdate(timezone=zoneinfo.ZoneInfo(frame.identity.timezone))
    return [
        ClosureLine(starts, ends, str(ClosureReason(reason).label), starts <= today)
        for starts, ends, reason in facts.closures
        if ends >= today
    ]


@register.simple_tag(takes_context=True)
def latest_news(context: dict[str, Any], limit: int = 3) -> QuerySet[NewsPage]:
    """The newest news of this site in this language; on the hub with what it accepted from Cités. One query."""
    frame: SiteFrame = context["frame"]
    language = context["content_language"]
    if frame.cite_id is None:
        return news.news_of_network(language=language)[:limit]
    return news.news_of_site(site_id=frame.site_id, language=language)[:limit]


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
