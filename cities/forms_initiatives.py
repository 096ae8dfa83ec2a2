"""Forms of the professionals' pages of an initiative."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models import Criterion
from cities.models.initiatives import FIRST_YEAR
from cities.models.reviews import HIGHEST, LOWEST
from portal.tenancy.models import Cite

# What the ends of the scale mean stands with them: a number alone says nothing.
MEANINGS = {
    LOWEST: pgettext_lazy("score", "not at all"),
    LOWEST + 1: pgettext_lazy("score", "a little"),
    HIGHEST - 1: pgettext_lazy("score", "mostly"),
    HIGHEST: pgettext_lazy("score", "wholly"),
}
SCORES = [
    (str(score), format_lazy("{score} – {meaning}", score=score, meaning=MEANINGS[score]))
    for score in range(LOWEST, HIGHEST + 1)
]


FOR_MEMBERS = _("Read by members of the network only.")


class CommentForm(forms.Form):
    """What is said with a step of the review."""

    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )

    def __init__(self, *args: Any, says_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if says_why:
            field = self.fields["comment"]
            field.required = True
            field.help_text = _("Say why: the author reads your comment.")


class CiteForm(forms.Form):
    """Abstract: something said in the name of one of the person's Cités."""

    cite = forms.ModelChoiceField(label=_("In the name of"), queryset=Cite.objects.none(), empty_label=None)

    def __init__(self, *args: Any, cites: list[Cite], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cite"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Cite.objects.filter(pk__in=[cite.pk for cite in cites])
        # Said where the field is hidden too, without its name.
        for code in ("required", "invalid_choice"):
            field.error_messages[code] = _("Choose the Cité you speak for, one of yours.")
        if len(cites) == 1:
            field.initial = cites[0].pk
            field.widget = forms.HiddenInput()


class AdoptionForm(CiteForm):
    """ "We use this"."""

    year = forms.IntegerField(label=_("Since"), min_value=FIRST_YEAR, help_text=_("The year you began, such as 2024."))
    note = forms.CharField(
        label=_("How, in a few words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=FOR_MEMBERS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year
        self.fields["year"].widget.attrs["max"] = timezone.localdate().year

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(_("This year hasn't come yet."))
        return year


class EvaluationForm(CiteForm):
    """The network's grid, a line per criterion, and a text for members."""

    def __init__(self, *args: Any, grid: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid = {f"criterion_{criterion.pk}": criterion for criterion in grid}
        for name, criterion in self.grid.items():
            self.fields[name] = forms.ChoiceField(
                label=criterion.name, choices=[("", _("no opinion")), *SCORES], required=False
            )
        self.fields["text"] = forms.CharField(
            label=_("In words"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            max_length=4000,
            help_text=FOR_MEMBERS,
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not self.scores() and not values["text"].strip():
            raise forms.ValidationError(_("Score at least one line, or say something in words."))
        return values

    def scores(self) -> dict[Criterion, int]:
        """The lines that were answered."""
        return {
            criterion: int(self.cleaned_data[name])
            for name, criterion in self.grid.items()
            if self.cleaned_data.get(name)
        }
