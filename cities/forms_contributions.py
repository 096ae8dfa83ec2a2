"""Proposing an initiative: the form of a Cité's site, and the decision of its team."""

from __future__ import annotations

import secrets
import time
from typing import Any

from django import forms
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import Pole
from cities.models.contributions import LONGEST_TEXT
from cities.models.initiatives import FIRST_YEAR, LAST_YEAR
from portal.contacts.forms import PublicForm, TypedField
from portal.lines import count_links

SALT = "cities.contribution"
# Nobody fills it in faster; after a day the form is old.
LEAST_SECONDS = 5
OLDEST_SECONDS = 24 * 3600
MOST_LINKS = 5
# Addresses within the texts, beside the field for them.
MOST_IN_TEXT = 2


def new_stamp(cite_id: int, seconds_ago: int = 0) -> str:
    """A stamp that no other form has, good for the form of this Cité."""
    return _signer(cite_id).sign_object([int(time.time()) - seconds_ago, secrets.token_hex(8)])


def _signer(cite_id: int) -> signing.Signer:
    return signing.Signer(salt=f"{SALT}:{cite_id}")


def _text(label: Any, *, required: bool = False, hint: Any = "", rows: int = 5) -> TypedField:
    return TypedField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        help_text=hint,
        widget=forms.Textarea({"rows": rows, "maxlength": LONGEST_TEXT}),
    )


class ContributionForm(PublicForm):
    """What was tried, and who tells it. `stamp` says when the form was first shown, signed for the Cité, with a number
    of its own: a form is sent once.
    """

    begins = "contribution"
    initiative = (
        "title", "teaser", "need", "description", "results", "poles", "start_year", "end_year", "place_name", "links",
    )  # fmt: skip
    contributor = ("name", "organisation", "email")
    asked = (*initiative, *contributor)
    texts = ("title", "teaser", "need", "description", "results")

    title = TypedField(label=gettext_lazy("Title"), max_length=100)
    teaser = TypedField(
        label=gettext_lazy("In one or two sentences"),
        max_length=500,
        widget=forms.Textarea({"rows": 2, "maxlength": 500}),
    )
    need = _text(gettext_lazy("The need it answers"), rows=3)
    description = _text(gettext_lazy("What is done"), required=True)
    results = _text(
        gettext_lazy("What came of it"),
        hint=gettext_lazy("With figures where there are some, and their source."),
        rows=3,
    )
    poles = forms.MultipleChoiceField(
        label=gettext_lazy("The person’s question"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    start_year = forms.IntegerField(
        label=gettext_lazy("First year"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    end_year = forms.IntegerField(
        label=gettext_lazy("Last year"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    place_name = TypedField(label=gettext_lazy("Place"), required=False, max_length=120)
    links = TypedField(
        label=gettext_lazy("Links"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("One address a line, five at most."),
        widget=forms.Textarea({"rows": 3}),
    )
    name = TypedField(label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    organisation = TypedField(
        label=gettext_lazy("Your organisation"),
        max_length=160,
        help_text=gettext_lazy("It is named as a partner if the initiative is published."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("To answer you, and for nothing else. It is not published."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    is_sent = False

    def __init__(self, *args: Any, cite_id: int, language: str, **kwargs: Any) -> None:
        self.cite_id, self.language = cite_id, language
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        poles = [(pole.slug, pole.name_in(self.language)) for pole in Pole.objects.all()]
        self.fields["poles"].choices = poles  # type: ignore[attr-defined]  # the field is one of choices

    def part_initiative(self) -> list[forms.BoundField]:
        """The fields about the initiative."""
        return [self[name] for name in self.initiative]

    def part_contributor(self) -> list[forms.BoundField]:
        """The fields about the person."""
        return [self[name] for name in self.contributor]

    def clean_links(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_("These are %(number)s; give the five that say most.") % {"number": len(lines)})
        check = URLValidator(schemes=["http", "https"])
        found = []
        for line in lines:
            address = line if "://" in line else f"https://{line}"
            try:
                check(address)
            except ValidationError:
                raise ValidationError(_("“%(line)s” is not an address.") % {"line": line[:80]}) from None
            found.append(address)
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        first, last = data.get("start_year"), data.get("end_year")
        if first and last and last < first:
            self.add_error("end_year", _("The last year comes after the first."))
        if sum(count_links(data.get(name) or "") for name in self.texts) > MOST_IN_TEXT:
            self.add_error(None, _("There are many addresses in the texts. Put them into the field “Links”."))
        age = self.age()
        if age is None:
            self.add_error(None, _("The form had been open for long. Nothing is lost: send it once more."))
        elif age < LEAST_SECONDS and not self.errors:
            self.add_error(None, _("That was very quick. Nothing is lost: look through it, and send it once more."))
        return data

    def age(self) -> int | None:
        """Seconds since the form was first shown; None where it doesn't say so, was so too long ago, or elsewhere."""
        try:
            shown, _own = _signer(self.cite_id).unsign_object(self.data.get("stamp", ""))
            shown = int(shown)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        age = int(time.time()) - shown
        return age if 0 <= age <= OLDEST_SECONDS else None

    def current_stamp(self) -> str:
        """The stamp it came with while that holds, else one of now."""
        if self.is_bound and self.age() is not None and not self.is_sent:
            return str(self.data["stamp"])
        return new_stamp(self.cite_id)

    def is_first(self) -> bool:
        """Whether this form is sent for the first time; only the first to ask is told so. Keeps the stamp for as long
        as it holds, and who sent it not at all.
        """
        self.is_sent = not cache.add(f"{SALT}:{self.data['stamp']}", 1, OLDEST_SECONDS)
        return not self.is_sent

    def words(self) -> dict[str, Any]:
        """What was written about the initiative, by the columns of `Contribution`."""
        return {name: self.cleaned_data[name] for name in self.initiative}
