"""The form a visitor fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """Name, address and message; `website` is a trap that no person sees."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("To answer you, and for nothing else."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    body = forms.CharField(
        label=_("Your message"),
        max_length=5000,
        help_text=_("Tell us nothing we don’t need to answer: no health, no family matters."),
        widget=forms.Textarea({"rows": 8}),
    )
    website = forms.CharField(required=False, max_length=500)

    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "contact-%s")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            described = [f"contact-{name}-hint"] if field.help_text else []
            if self.is_bound and name in self.errors:
                described.append(f"contact-{name}-error")
                field.widget.attrs["aria-invalid"] = "true"
            if described:
                field.widget.attrs["aria-describedby"] = " ".join(described)

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled in what no person sees."""
        return bool(self.data.get("website"))

    def visible(self) -> list[forms.BoundField]:
        """The fields a person fills in."""
        return [self[name] for name in ("name", "email", "body")]
