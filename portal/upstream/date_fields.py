"""Dates and moments in forms of the admin: what can't be read is left for the server to refuse, in words.

The one place of the changes to Wagtail's date fields. Upstream reasons, Wagtail 8.0: the picker
(`wagtailadmin/js/vendor/jquery.datetimepicker.js`, `validateOnBlur`) puts today, without a word, where it can't read
what was typed, and `wagtail.admin.widgets.datetime` has no option to pass; neither says how a date is written. Goes
when both can be had by a setting.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.widgets import datetime as upstream

from portal.upstream.zones import zone_words

DAY_REFUSED = gettext_lazy("This isn’t a date that exists. Write day/month/year, such as 30/11/2026.")
MOMENT_REFUSED = gettext_lazy("This isn’t a moment that exists. Write day/month/year hour:minute, as 30/11/2026 16:00.")

# Further away, a moment of one zone lies outside the calendar in another.
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOMENT_TOO_FAR = gettext_lazy("Choose a year from %(first)s to %(last)s.")

# Of this app and not of the project: Django's renderer of forms looks at apps only.
MOMENT_TEMPLATE = "portal/widgets/moment_input.html"


def read_dates_carefully() -> None:
    """In every form of the admin, and in the words of every form that refuses a date."""
    for widget, placeholder in (
        (upstream.AdminDateInput, lambda: gettext("dd/mm/yyyy")),
        (upstream.AdminDateTimeInput, lambda: gettext("dd/mm/yyyy hh:mm")),
        (upstream.AdminTimeInput, lambda: gettext("hh:mm")),
    ):
        _leave_what_was_typed(widget, placeholder)
    upstream.AdminDateTimeInput.template_name = MOMENT_TEMPLATE
    forms.DateTimeField.to_python = _within_years(forms.DateTimeField.to_python)  # type: ignore[method-assign]
    forms.DateField.default_error_messages["invalid"] = DAY_REFUSED
    forms.DateTimeField.default_error_messages["invalid"] = MOMENT_REFUSED


def _within_years(to_python: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(to_python)
    def bounded(self: Any, value: Any) -> Any:
        moment = to_python(self, value)
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(MOMENT_TOO_FAR, params={"first": FIRST_YEAR, "last": LAST_YEAR}, code="too_far")
        return moment

    return bounded


def _leave_what_was_typed(widget: Any, placeholder: Any) -> None:
    get_config, get_context = widget.get_config, widget.get_context

    def careful_config(self: Any) -> dict[str, Any]:
        return {**get_config(self), "validateOnBlur": False}

    def shown_context(self: Any, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = get_context(self, name, value, attrs)
        context["widget"]["attrs"].setdefault("placeholder", placeholder())
        # `MOMENT_TEMPLATE` says it beside the field.
        context["widget"]["zone"] = zone_words()
        return context

    widget.get_config, widget.get_context = careful_config, shown_context
