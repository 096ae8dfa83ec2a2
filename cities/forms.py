"""Forms of the rows that a Cité owns outside its pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.scope import cites_of, scope_in


class OfCiteForm(WagtailAdminModelForm):
    """A row of a Cité: only own ones may be named. Somebody of one Cité isn't asked which; who works for several reads
    it, also where there is no choice.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_in(self.for_user, self._meta.model)
        all_cites = [] if scope.is_network else list(cites_of(self.for_user))
        self.own_cites = [cite for cite in all_cites if cite.pk in scope.cite_ids]
        if not self.own_cites:
            return
        field: Any = self.fields["cite"]
        field.queryset = field.queryset.filter(pk__in=[cite.pk for cite in self.own_cites])
        if len(self.own_cites) > 1:
            return
        # The row keeps whose it is; a new one is of the only Cité there is.
        if self.instance.cite_id is None:
            self.instance.cite = self.own_cites[0]
        if len(all_cites) > 1:
            field.disabled, field.empty_label = True, None
            self.initial["cite"] = self.instance.cite_id
        else:
            del self.fields["cite"]


class UrgentNoticeForm(OfCiteForm):
    """A notice in one of the languages of the Cité's site."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].label = capfirst(self._meta.model._meta.get_field("language").verbose_name)
        if len(self.own_cites) == 1:
            spoken = _languages(self.own_cites[0].pk)
            choices = [(code, name) for code, name in settings.LANGUAGES if code in spoken]
            self.fields["language"].choices = sorted(choices, key=lambda choice: spoken.index(choice[0]))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cite_id = getattr(cleaned.get("cite"), "pk", None) or self.instance.cite_id
        language = cleaned.get("language")
        if cite_id and language and language not in _languages(cite_id):
            self.add_error("language", ValidationError(_("The Cité’s site doesn’t have this language.")))
        return cleaned


def _languages(cite_id: int) -> tuple[str, ...]:
    """The languages of a Cité's site, the default one first."""
    row = hosts.table().by_cite(cite_id)
    return row.languages if row else tuple(code for code, _name in settings.LANGUAGES)
