"""Forms of the register and of a site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.tenancy.models import Cite


class EntryForm(forms.ModelForm[Cite]):
    """A register entry. The short name of addresses is fixed once there is a site: addresses are made of it."""

    sources = forms.CharField(
        label=gettext_lazy("Sources"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Addresses of pages that say so, one a line."),
    )

    class Meta:
        model = Cite
        fields = [
            "kind",
            "name",
            "name_language",
            "short_name",
            "slug",
            "city",
            "country",
            "timezone",
            "latitude",
            "longitude",
            "website",
            "sources",
            "status_note",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("for_user", None)
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["sources"] = "\n".join(self.instance.sources)
        if self.instance.container_id:
            self.fields["slug"].disabled = True

    def clean_sources(self) -> list[str]:
        """A list, without empty lines."""
        return [line.strip() for line in self.cleaned_data["sources"].splitlines() if line.strip()]


class LanguagesForm(forms.Form):
    """The languages of a site: the default one, and the others in the portal's order."""

    default = forms.ChoiceField(label=gettext_lazy("Language visitors see first"))
    others = forms.MultipleChoiceField(
        label=gettext_lazy("Other languages"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cite: Cite, current: list[str], **kwargs: Any) -> None:
        first = current[0] if current else cite.name_language
        kwargs.setdefault("initial", {"default": first, "others": current[1:]})
        super().__init__(*args, **kwargs)
        for name in ("default", "others"):
            field: Any = self.fields[name]
            field.choices = settings.WAGTAIL_CONTENT_LANGUAGES
        if current:
            self.fields["others"].help_text = _(
                "A language you untick is withdrawn: its pages stay in the admin, but nobody sees them any more."
            )

    @property
    def codes(self) -> list[str]:
        """The codes in order, the default one first."""
        default = self.cleaned_data["default"]
        return [default, *[code for code in self.cleaned_data["others"] if code != default]]


class HostForm(forms.Form):
    """A host name; the service says what is wrong with it."""

    hostname = forms.CharField(label=gettext_lazy("Host name"), max_length=253)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hostname"].widget.attrs |= {"autocapitalize": "off", "spellcheck": "false", "autocomplete": "off"}
