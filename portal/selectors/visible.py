"""Pages that anyone may read, as a condition on the row: Wagtail's `public()` asks a query of its own first."""

from __future__ import annotations

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.db.models.expressions import Combinable
from wagtail.models import PageViewRestriction


def unrestricted() -> Combinable:
    """No restriction lies on the page or above it; for the filter of a query on pages."""
    restricting = PageViewRestriction.objects.alias(at=ExpressionWrapper(OuterRef("path"), CharField())).filter(
        at__startswith=F("page__path")
    )
    return ~Exists(restricting)
