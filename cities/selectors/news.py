"""News of one site, and of the network."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cities.models import NewsPage
from cities.selectors.around import CiteFace, face_of
from cities.selectors.proposals import offered, shown_by
from portal.selectors.visible import unrestricted
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.hosts import SiteRow
from portal.tenancy.selectors.ownership import cite_id_of_path

ON_A_HOME = 4


@dataclass(frozen=True, slots=True)
class NewsCard:
    """One item of a list. `path` is relative to the site it lies on: that of `cite`, or the hub's without one."""

    title: str
    lead: str
    date: datetime.date
    precision: str
    language: str
    demonstration: bool
    path: str
    cite: CiteFace | None


def news_of_site(*, site_id: int, language: str) -> QuerySet[NewsPage]:
    """Live public news of one site in one language, newest first."""
    row = hosts.table().by_id(site_id)
    if row is None:
        return NewsPage.objects.none()
    return _public().filter(locale__language_code=language, path__startswith=row.container["path"])


def news_of_network(*, language: str) -> QuerySet[NewsPage]:
    """The hub's own news in a language, and what it accepted from Cités in any language, newest first."""
    hub = hosts.table().hub
    if hub is None:
        return NewsPage.objects.none()
    own = Q(path__startswith=hub.container["path"], locale__language_code=language)
    return _public().filter(own | offered("proposal__"))


def news_shown_by(*, cite_id: int) -> QuerySet[NewsPage]:
    """News of others that a Cité shows, newest first."""
    return _public().filter(proposal__showings__in=shown_by(cite_id=cite_id, kind=NewsPage))


def _public() -> QuerySet[NewsPage]:
    return (
        NewsPage.objects.live()
        .filter(unrestricted())
        .select_related("locale", "proposal__cite")
        .order_by("-date", "-pk")
    )


def card_of(page: NewsPage) -> NewsCard:
    """The card of an item read by this module; no query."""
    cite_id = cite_id_of_path(page.path)
    row = hosts.table().hub if cite_id is None else hosts.table().by_cite(cite_id)
    proposal = getattr(page, "proposal", None)
    return NewsCard(
        title=page.title,
        lead=page.lead,
        date=page.date,
        precision=page.date_precision,
        language=page.locale.language_code,
        demonstration=page.demonstration,
        path=page.url_path[len(row.container["url_path"]) - 1 :] if row else page.url_path,
        cite=face_of(proposal.cite) if proposal and cite_id is not None else None,
    )


def latest_news(row: SiteRow, cite: Cite | None) -> dict[str, tuple[NewsCard, ...]]:
    """The newest news by language, for the frame of a site: homes then read them without a query."""
    return {
        language: tuple(
            card_of(page)
            for page in (
                news_of_network(language=language) if cite is None else news_of_site(site_id=row.id, language=language)
            )[:ON_A_HOME]
        )
        for language in row.languages
    }
