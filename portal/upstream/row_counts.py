"""How many rows a form may claim to have.

Upstream reason, Django 5.2: `formset_factory` (`django/forms/formsets.py`) makes as many forms as were claimed up to
twice its `DEFAULT_MAX_NUM` of 1000, sent or not, and no panel of Wagtail 8.0 says otherwise: one request of an editor
with a choice of Cités in each row takes the better part of a minute. No page has a tenth of that. The one place.
"""

from __future__ import annotations

from django.forms import formsets

MOST_ROWS = 100


def bound_rows() -> None:
    """In every form with rows; beyond twice as many the form says so. Called once, from `ready()`."""
    formsets.DEFAULT_MAX_NUM = MOST_ROWS
