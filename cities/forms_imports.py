"""Forms of the import of initiatives: the file, and what its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import InitiativeImport
from cities.services.importing.fields import FIELDS, NEEDED, label_of
from cities.services.importing.limits import MAX_BYTES
from cities.services.importing.problems import Problem
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts

SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx")
# What is the matter with files of other names; with any other, that it is neither.
OTHER_SUFFIXES = {".ods": "open_document", ".xls": "old_excel", ".xlsm": "macros"}


class FileForm(forms.Form):
    """A file, the one Cité it is for, and the language of lines that don't say theirs."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A CSV file or a workbook (.xlsx), with the names of the columns on its first line."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    cite = forms.ModelChoiceField(label=gettext_lazy("Cité"), queryset=Cite.objects.none())
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        help_text=gettext_lazy("Of the lines that don’t say theirs in a column."),
    )

    def __init__(self, *args: Any, cites: Sequence[Cite], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cite"]
        field.queryset = Cite.objects.filter(pk__in=[cite.pk for cite in cites])
        # Said where the field is hidden too, without its name.
        for code in ("required", "invalid_choice"):
            field.error_messages[code] = _("Choose the Cité the file is for, one that you import for.")
        offered = None
        if len(cites) == 1:
            field.initial, field.widget = cites[0].pk, forms.HiddenInput()
            row = hosts.table().by_cite(cites[0].pk)
            offered = row.languages if row else None
        language: Any = self.fields["language"]
        names = dict(settings.LANGUAGES)
        found = [(code, names[code]) for code in (offered or names)]
        language.choices = found if offered else [("", _("The first of the Cité’s site")), *found]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it into several files.") % {"limit": MAX_BYTES >> 20}
            )
        if PurePath(file.name).suffix.lower() not in SUFFIXES:
            code = OTHER_SUFFIXES.get(PurePath(file.name).suffix.lower(), "binary")
            raise forms.ValidationError(" ".join(Problem(code).words()))
        return file


class ColumnsForm(forms.Form):
    """What each column is."""

    def __init__(self, *args: Any, job: InitiativeImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Leave it out"))]
        choices += [(name, f"{label_of(name)} *" if name in NEEDED else label_of(name)) for name in FIELDS]
        for place, header in enumerate(job.headers):
            chosen = job.columns[place] if place < len(job.columns) else ""
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header or _("Column %(number)s, without a name") % {"number": place + 1},
                choices=choices,
                required=False,
                initial=chosen,
            )

    def columns(self) -> list[str]:
        """A field or nothing, for each header."""
        return [self.cleaned_data[name] for name in self.fields]
