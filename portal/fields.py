"""Form fields of the admin."""

from __future__ import annotations

from django import forms
from django.db import models
from wagtail.admin.forms.models import register_form_field_override


class NativeTimeInput(forms.TimeInput):
    """The browser's own: Wagtail's puts the time of now, without a word, where it can't read what was typed."""

    input_type = "time"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


def use_native_time_fields() -> None:
    """In every form of the admin."""
    register_form_field_override(models.TimeField, override={"widget": NativeTimeInput})
