"""Small things the screens about people need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import template

from portal.accounts.selectors import needs_second_factor
from portal.accounts.words import device_words

register = template.Library()


@register.filter
def must_add_factor(user: Any) -> bool:
    """Whether the person may go on only once they have a second factor."""
    return bool(user.is_authenticated and needs_second_factor(user) and not is_mfa_enabled(user))


register.filter("device", device_words)


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key, or nothing."""
    return mapping.get(key, "")
