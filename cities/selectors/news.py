"""News of one site, and of the network."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cities.enums import ProposalState
from cities.models import NewsPage
from portal.tenancy.selectors import hosts


def news_of_site(*, site_id: int, language: str) -> QuerySet[NewsPage]:
    """Live public news of one site in one language, newest first."""
    row = hosts.table().by_id(site_id)
    if row is None:
        return NewsPage.objects.none()
    return _public(language).filter(path__startswith=row.container["path"])


def news_of_network(*, language: str) -> QuerySet[NewsPage]:
    """The hub's own news in a language, and what it accepted from Cités in any language, newest first."""
    hub = hosts.table().hub
    if hub is None:
        return NewsPage.objects.none()
    own = Q(path__startswith=hub.container["path"], locale__language_code=language)
    offered = Q(
        proposal__state__in=[ProposalState.ACCEPTED, ProposalState.FEATURED], proposal__cite__suspended=False
    )
    return (
        NewsPage.objects.live()
        .public()
        .filter(own | offered)
        .select_related("locale", "proposal__cite")
        .order_by("-date", "-pk")
    )


def _public(language: str) -> QuerySet[NewsPage]:
    return (
        NewsPage.objects.live()
        .public()
        .filter(locale__language_code=language)
        .select_related("locale", "proposal__cite")
        .order_by("-date", "-pk")
    )
