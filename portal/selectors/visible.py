"""Pages that anyone may read, as a condition on the row: Wagtail's `public()` asks a query of its own first."""

from __future__ import annotations

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from wagtail.models import PageViewRestriction

from portal.tenancy.enums import NetworkRole


def unrestricted(path: str = "path") -> Combinable:
    """No restriction lies on the page or above it; for a filter. `path` leads to the page's path."""
    return ~Exists(_restricting(path))


def open_to_members(path: str = "path") -> Combinable:
    """The same, but for restrictions to all members of the network: people of every Cité read what is behind them."""
    return ~Exists(_restricting(path).exclude(groups__network_role__role=NetworkRole.MEMBERS))


def _restricting(path: str) -> QuerySet[PageViewRestriction]:
    at = ExpressionWrapper(OuterRef(path), CharField())
    return PageViewRestriction.objects.alias(at=at).filter(at__startswith=F("page__path"))
