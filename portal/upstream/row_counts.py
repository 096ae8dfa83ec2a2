"""How many rows a form may claim to have.

Upstream reason, Django 5.2: `formset_factory` (`django/forms/formsets.py`) makes as many forms as were claimed up to
twice its `DEFAULT_MAX_NUM` of 1000, sent or not, and draws them all to say that there are too many; no panel of
Wagtail 8.0 says otherwise. One request of an editor with a choice of Cités in each row takes the better part of a
minute. No page has a tenth of that. The one place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.forms import formsets

from portal.upstream.posted import UnreadableFormError

MOST_ROWS = 100


def _held(method: Callable[[Any], int]) -> Callable[[Any], int]:
    @wraps(method)
    def total_form_count(self: Any) -> int:
        claimed = self.management_form.cleaned_data[formsets.TOTAL_FORM_COUNT] if self.is_bound else 0
        if claimed > self.absolute_max:
            raise UnreadableFormError(self.prefix)
        return method(self)

    return total_form_count


def bound_rows() -> None:
    """In every form with rows: twice as many are read, more are no editor's. Called once, from `ready()`."""
    formsets.DEFAULT_MAX_NUM = MOST_ROWS
    counted: Any = formsets.BaseFormSet
    counted.total_form_count = _held(counted.total_form_count)
