"""The form of an initiative: it names only what its Cité may refer to, and each partner once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms.models import WagtailAdminModelForm

from cities.models.initiative_shown import shared
from portal.models import FactsForm, OriginalOnlyInlinePanel
from portal.tenancy.selectors.ownership import cite_id_of_path

TITLE_HELP = _("The title of an initiative has 100 characters at most.")
OWN_CITE = _("Choose another Cité: this initiative is your own Cité’s.")
NO_CITE = _("This is no Cité to choose. Choose one of the list.")
NAMED_ABOVE = _("This Cité is named in a line above already. Take this line off, or choose another Cité.")


class PartnersFormSet(BaseChildFormSet):
    """Lines of which each is stored once.

    A save in the background and one by a button may cross: the second then sends as new what the first has stored.
    Such a line is that one.
    """

    def save(self, commit: bool = True) -> Any:
        named = {form.instance.pk for form in self.initial_forms}
        stored = [line for line in getattr(self.instance, self.rel_name).all() if line.pk not in {None, *named}]
        unnamed = {_said(line): line for line in stored}
        for form in self.extra_forms:
            if form.has_changed() and (line := unnamed.get(_said(form.instance))):
                form.instance.pk, form.instance.uid = line.pk, line.uid
        saved = super().save(commit=commit)
        self.instance.join_lines()
        return saved


class PartnerCitesFormSet(PartnersFormSet):
    """The partner Cités: one line for each."""

    def clean(self) -> None:
        super().clean()
        named = set()
        for form in self.forms:
            cite = None if self._should_delete_form(form) else form.cleaned_data.get("cite")
            if cite in named:
                form.add_error("cite", NAMED_ABOVE)
            elif cite is not None:
                named.add(cite)


def _said(line: Any) -> tuple[Any, ...]:
    return tuple(getattr(line, column) for column in line.copied)


class PartnerCiteForm(WagtailAdminModelForm):
    """One partner Cité: any but the owner."""

    def __init__(self, *args: Any, owner_cite_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cite"]
        field.queryset = field.queryset.exclude(pk=owner_cite_id)
        is_own = str(self["cite"].data) == str(owner_cite_id)
        field.error_messages["invalid_choice"] = OWN_CITE if is_own else NO_CITE


class PartnersPanel(OriginalOnlyInlinePanel):
    """The lines of organisations, each stored once."""

    form_options: ClassVar[dict[str, Any]] = {"formset": PartnersFormSet}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name] |= self.form_options
        return options


class PartnerCitesPanel(PartnersPanel):
    """The lines of partner Cités, in their own form."""

    form_options: ClassVar[dict[str, Any]] = {"formset": PartnerCitesFormSet, "form": PartnerCiteForm}


class InitiativeForm(FactsForm):
    """The facts' form; what inspired it is one of the Cité's own, or one that the network shows.

    What inspired it and isn't public any more is left as it is and not shown: its title is its Cité's own again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.instance.path or getattr(self.parent_page, "path", "")
        cite_id = cite_id_of_path(place) if place else None
        if "partner_cites" in self.formsets:
            self.formsets["partner_cites"].form_kwargs["owner_cite_id"] = cite_id
        if "title" in self.fields:
            self.fields["title"].help_text = TITLE_HELP
        if "inspired_by" in self.fields:
            self._hold_inspiration(cite_id)

    def _hold_inspiration(self, cite_id: int | None) -> None:
        field: Any = self.fields["inspired_by"]
        usable = field.queryset.filter(shared() | Q(cite=cite_id)).exclude(uid=self.instance.translation_key)
        named = self.instance.inspired_by_id
        if named is not None and not usable.filter(pk=named).exists():
            del self.fields["inspired_by"]
            return
        field.queryset = usable
        field.error_messages["invalid_choice"] = _("Choose an initiative of your Cité, or one that the network shows.")
