"""Forms: the public register's question, and the label team's events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from label.enums import StatusGroup
from label.services.events import hold_history


class RegisterForm(forms.Form):
    """Date, country and status, from the address; what is wrong is said, and what is right still counts."""

    date = forms.DateField(
        label=gettext_lazy("State of the label on"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-s"}),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    status = forms.ChoiceField(label=pgettext_lazy("of the label", "Status"), required=False)

    def __init__(self, *args: Any, countries: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "register-%s")
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("All countries")), *countries]  # type: ignore[attr-defined]
        self.fields["status"].choices = [("", _("All statuses")), *StatusGroup.choices]  # type: ignore[attr-defined]
        for name in ("country", "status"):
            self.fields[name].error_messages["invalid_choice"] = _("“%(value)s” is none of the choices.")
        asked = str(self.data.get("date", ""))[:40]
        self.fields["date"].error_messages["invalid"] = _(
            "“%(value)s” is no date. Write year, month and day, as in 2016-05-01."
        ) % {"value": asked}

    def clean_date(self) -> Any:
        value = self.cleaned_data["date"]
        if value is not None and value > timezone.localdate():
            raise ValidationError(_("The register doesn't know the future: choose today or an earlier date."))
        return value


class EventForm(WagtailAdminModelForm):
    """An event in the admin. The Cité's histories are held while they are checked and until the answer is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Moving an event would be taking it away there and adding it here.
            self.fields["cite"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cite = cleaned.get("cite")
        if cite is not None:
            hold_history(cite_id=cite.pk)
        return cleaned
