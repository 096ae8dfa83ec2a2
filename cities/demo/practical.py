"""Practical information of a showcase: the true places, demonstration hours and words."""

from __future__ import annotations

import datetime
from typing import Any

from cities.demo.pages import branch_of, fill, is_untouched
from cities.demo.register import demo_uid
from cities.models import PageOpeningHours
from portal.tenancy.models import Cite

WORDS = ("lead", "how_to_come", "accessibility", "without_appointment")
ACCESS = ("step_free", "hearing_loop", "sign_language")


def ensure_practical(cite: Cite, language: str, data: dict[str, Any]) -> None:
    """Fill the page of one language if it has no words yet; the first language also gets the facts."""
    page: Any = branch_of(cite, language).find("practical")
    if page is None or not is_untouched(page):
        return
    if page.is_original:
        _set_facts(page, cite, data)
    fill(page, demonstration=True, **{name: data[language][name] for name in WORDS})


def _set_facts(page: Any, cite: Cite, data: dict[str, Any]) -> None:
    page.phone, page.email = data["phone"], data["email"]
    page.hours = [
        PageOpeningHours(
            uid=demo_uid(cite.slug, "hours", str(weekday), opens),
            sort_order=order,
            weekday=weekday,
            opens=datetime.time.fromisoformat(opens),
            closes=datetime.time.fromisoformat(closes),
        )
        for order, (weekday, opens, closes) in enumerate(data["hours"])
    ]
    places = list(page.places.all())
    for place in places[:1]:
        for name in ACCESS:
            setattr(place, name, data[name])
    page.places = places
