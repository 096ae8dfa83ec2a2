"""What visitors choose in an agenda, by plain GET; and the form of an edition."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from portal.dates import month_words

MONTHS = 12


def months_around(day: datetime.date, *, back: bool) -> list[datetime.date]:
    """The first days of this month and of those after it, or before it."""
    found = [day.replace(day=1)]
    while len(found) < MONTHS:
        step = found[-1] - datetime.timedelta(days=1) if back else found[-1] + datetime.timedelta(days=32)
        found.append(step.replace(day=1))
    return found


class AgendaForm(forms.Form):
    """Month, subject, past or not, page; what is wrong is said, and what is right still counts."""

    month = forms.ChoiceField(label=gettext_lazy("Month"), required=False)
    pole = forms.ChoiceField(label=gettext_lazy("Subject"), required=False)
    past = forms.BooleanField(required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=500, widget=forms.HiddenInput)

    def __init__(
        self, data: dict[str, Any], *, today: datetime.date, poles: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id="agenda-%s", **kwargs)
        months = [(f"{day:%Y-%m}", month_words(day)) for day in months_around(today, back=bool(data.get("past")))]
        self.fields["month"].choices = [("", _("All months")), *months]  # type: ignore[attr-defined]
        self.fields["pole"].choices = [("", _("All subjects")), *poles]  # type: ignore[attr-defined]
        for name in ("month", "pole"):
            self.fields[name].error_messages["invalid_choice"] = _("“%(value)s” is none of the choices.")

    def asked(self) -> dict[str, Any]:
        """What was chosen and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class EditionForm(WagtailAdminModelForm):
    """An edition in the admin: a day that has sessions keeps its date and stays."""

    def is_valid(self) -> bool:
        valid = bool(super().is_valid())
        if "days" not in self.formsets:
            return valid
        for form in self.formsets["days"].forms:
            day = form.instance
            goes = form.cleaned_data.get("DELETE") if hasattr(form, "cleaned_data") else False
            if day.pk and (goes or "date" in form.changed_data) and day.slots.exists():
                self.add_error(None, _("Day %(number)s has sessions: move them first.") % {"number": day.number})
                valid = False
        return valid
