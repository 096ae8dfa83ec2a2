"""The form a visitor fills in, and what it has in common with others that anyone may send."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.words import seen


class TypedField(forms.CharField):
    """Text that a visitor types, without what nobody sees; with a null character no person typed it: it is refused."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\0" in text else seen(text).strip()


class PublicForm(forms.Form):
    """Abstract: a form without session; `website` is a trap that no person sees.

    `begins` stands before the ids of its fields, `asked` names those a person fills in, in their order. Hints and
    errors are tied to their field, as `portal/includes/form_field.html` shows them.
    """

    begins: ClassVar[str]
    asked: ClassVar[tuple[str, ...]]

    website = forms.CharField(required=False, max_length=500)

    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.begins}-%s")
        super().__init__(*args, **kwargs)
        self.prepare()
        for name, field in self.fields.items():
            described = [f"{self.begins}-{name}-hint"] if field.help_text else []
            if self.is_bound and name in self.errors:
                described.append(f"{self.begins}-{name}-error")
                if not field.widget.use_fieldset:  # a choice is not wrong by itself
                    field.widget.attrs["aria-invalid"] = "true"
            if described:
                field.widget.attrs["aria-describedby"] = " ".join(described)

    def prepare(self) -> None:
        """For subclasses: what fields know only now, before anything is checked."""

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled in what no person sees."""
        return bool(self.data.get("website"))

    def visible(self) -> list[forms.BoundField]:
        """The fields a person fills in."""
        return [self[name] for name in self.asked]


class ContactForm(PublicForm):
    """Name, address and message."""

    begins = "contact"
    asked = ("name", "email", "body")

    name = TypedField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("To answer you, and for nothing else."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    body = TypedField(
        label=_("Your message"),
        max_length=5000,
        help_text=_("Tell us nothing we don’t need to answer: no health, no family matters."),
        widget=forms.Textarea({"rows": 8}),
    )
