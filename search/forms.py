"""Forms that visitors send from a page of initiatives."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.contacts.forms import PublicForm
from search.enums import Frequency


class AlertForm(PublicForm):
    """Where and how often; the search itself stands in a hidden field."""

    begins = "alert"
    asked = ("email", "frequency")

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("For these mails, and for nothing else."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=Frequency.choices,
        initial=Frequency.WEEKLY,
        help_text=_("Only where there is something new."),
        widget=forms.RadioSelect,
    )
    query = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
