"""Forms about people: invite, give roles, take part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.names import validate_person_name
from portal.accounts.selectors.members import roles_of
from portal.accounts.words import DUTIES
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts


def spoken_languages(cite: Cite | None) -> list[str]:
    """The languages of a Cité's site that the interface speaks, in the site's order."""
    row = hosts.table().by_cite(cite.pk) if cite is not None else None
    codes = (settings.INTERFACE_FALLBACKS.get(code, code) for code in row.languages) if row else ()
    return [code for code in dict.fromkeys(codes) if code in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)]


class RolesField(forms.MultipleChoiceField):
    """The roles of one space, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, cite: Cite | None, **kwargs: Any) -> None:
        choices = [(str(role), f"{role.label}. {DUTIES[role]}") for role in roles_of(cite)]
        kwargs.setdefault("label", gettext_lazy("Roles"))
        kwargs.setdefault("error_messages", {"required": gettext_lazy("Choose at least one role.")})
        super().__init__(choices=choices, **kwargs)


class InviteForm(forms.Form):
    """An address and the roles it is invited to."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"))

    def __init__(self, *args: Any, cite: Cite | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        own = spoken_languages(cite)
        names = dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)
        language.choices = [(code, names[code]) for code in dict.fromkeys((*own, *names))]
        language.initial = own[0] if own else get_language() or settings.LANGUAGE_CODE
        self.fields["roles"] = RolesField(cite=cite)


class MemberForm(forms.Form):
    """The roles of one person in one space."""

    def __init__(self, *args: Any, cite: Cite | None, last_manager: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(cite=cite)
        if last_manager:
            self.fields["without_manager"] = WithoutManagerField()


class WithoutManagerField(forms.BooleanField):
    """Said on purpose by the label team only."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("The Cité is to be left without a manager"))
        super().__init__(required=False, **kwargs)


class RemoveForm(forms.Form):
    """Taking a person out of a space."""

    def __init__(self, *args: Any, last_manager: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if last_manager:
            self.fields["without_manager"] = WithoutManagerField()


class NewPersonForm(forms.Form):
    """Who the invited person is, and the password they choose."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=150,
        validators=[validate_person_name],
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=150,
        validators=[validate_person_name],
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    password1 = forms.CharField(
        label=gettext_lazy("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label=gettext_lazy("Password, once more"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password1"].help_text = password_validators_help_text_html()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        password = data.get("password1")
        if password and data.get("password2") and password != data["password2"]:
            self.add_error("password2", _("The two passwords are not the same."))
        elif password:
            person = User(email=self.email, first_name=data.get("first_name", ""), last_name=data.get("last_name", ""))
            try:
                validate_password(password, user=person)
            except ValidationError as error:
                self.add_error("password1", error)
        return data
