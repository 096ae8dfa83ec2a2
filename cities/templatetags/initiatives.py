"""What the editor of an initiative tells its author; each tag is one selector."""

from __future__ import annotations

from django import template

from cities.enums import CriterionUse
from cities.models import Criterion, InitiativePage
from cities.selectors import reviews, standing

register = template.Library()


@register.simple_tag
def completeness_of(page: InitiativePage) -> reviews.Completeness:
    """How much of a sheet is filled, saved or not yet."""
    return reviews.completeness_of(page)


@register.simple_tag
def writing_criteria() -> list[Criterion]:
    """What the network looks for in a sheet."""
    return reviews.criteria(CriterionUse.WRITING)


@register.simple_tag
def standing_of(page: InitiativePage) -> standing.Standing:
    """How far an initiative has come on its Cité's site and in the network, and what comes next."""
    return standing.standing_of(page)
