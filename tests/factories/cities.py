"""Pages and rows of the Cités."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from cities.enums import PlaceKind, ProposalState
from cities.models import (
    Closure,
    NewsIndexPage,
    NewsPage,
    OpeningHours,
    Place,
    PracticalInfo,
    PracticalPage,
    Proposal,
    ServicePage,
    ServicesIndexPage,
    UrgentNotice,
)
from portal.tenancy.models import Cite
from tests.factories.portal import home_of, make_page


def below_home(place: Any, language: str, model: type[Page]) -> Any:
    """The page of a kind that provisioning put below the home of a Cité, or of the network."""
    return model.objects.child_of(home_of(place, language)).get()


def make_news(place: Any, language: str, title: str, **values: Any) -> NewsPage:
    """A piece of news of a Cité or of the network."""
    return make_page(NewsPage, parent=below_home(place, language, NewsIndexPage), title=title, **values)


def make_service(cite: Cite, language: str, title: str, **values: Any) -> ServicePage:
    """One more sign of a Cité."""
    return make_page(ServicePage, parent=below_home(cite, language, ServicesIndexPage), title=title, **values)


def propose(page: Page, cite: Cite, state: ProposalState = ProposalState.ACCEPTED) -> Proposal:
    """What a Cité offered to the network, and what became of it."""
    return Proposal.objects.create(page=Page.objects.get(pk=page.pk), cite=cite, state=state)


def practical_info(cite: Cite) -> PracticalInfo:
    """The facts of a Cité, which its practical page made; made here where it has none."""
    return PracticalInfo.objects.get_or_create(cite=cite)[0]


def make_place(cite: Cite, **values: Any) -> Place:
    """A published place of a Cité, its main site by default."""
    values.setdefault("kind", PlaceKind.MAIN)
    values.setdefault("city", cite.city)
    return Place.objects.create(owner=practical_info(cite), **values)


def make_hours(cite: Cite, *weekdays: int, opens: int = 9, closes: int = 17) -> None:
    """Published opening hours on these days."""
    for weekday in weekdays:
        OpeningHours.objects.create(
            owner=practical_info(cite), weekday=weekday, opens=datetime.time(opens, 30), closes=datetime.time(closes)
        )


def make_closure(cite: Cite, *, starts: int = 0, days: int = 1, **values: Any) -> Closure:
    """A closure that begins so many days from now."""
    first = cite.local_date() + datetime.timedelta(days=starts)
    return Closure.objects.create(cite=cite, starts=first, ends=first + datetime.timedelta(days=days - 1), **values)


def make_notice(cite: Cite, language: str, text: str, *, hours: int = 1) -> UrgentNotice:
    """A notice shown now; with negative `hours` one that is over."""
    now = timezone.now()
    edge = now + datetime.timedelta(hours=hours)
    return UrgentNotice.objects.create(
        cite=cite,
        language=language,
        text=text,
        starts_at=min(now - datetime.timedelta(hours=3), edge - datetime.timedelta(hours=1)),
        ends_at=edge,
    )


def practical_page(cite: Cite, language: str) -> PracticalPage:
    """The page of a Cité about hours and place."""
    return below_home(cite, language, PracticalPage)
