"""The form of an initiative: it names only what its Cité may refer to."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from cities.enums import Review
from portal.models import FactsForm, OriginalOnlyInlinePanel
from portal.tenancy.selectors.ownership import cite_id_of_path

PUBLIC = Q(review=Review.ACCEPTED, original__live=True)


class PartnerCiteForm(WagtailAdminModelForm):
    """One partner Cité: any but the owner, and a line that names another one asks that one anew."""

    def __init__(self, *args: Any, owner_cite_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cite"]
        field.queryset = field.queryset.exclude(pk=owner_cite_id)
        field.error_messages["invalid_choice"] = _("Choose another Cité: this initiative is your own Cité’s.")

    def save(self, commit: bool = True) -> Any:
        if "cite" in self.changed_data:
            self.instance.uid = uuid.uuid4()
        return super().save(commit=commit)


class PartnerCitesPanel(OriginalOnlyInlinePanel):
    """The lines of partner Cités, in their own form."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = PartnerCiteForm
        return options


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
        if "inspired_by" in self.fields:
            self._hold_inspiration(cite_id)

    def _hold_inspiration(self, cite_id: int | None) -> None:
        field: Any = self.fields["inspired_by"]
        usable = field.queryset.filter(PUBLIC | Q(cite=cite_id)).exclude(uid=self.instance.translation_key)
        named = self.instance.inspired_by_id
        if named is not None and not usable.filter(pk=named).exists():
            del self.fields["inspired_by"]
            return
        field.queryset = usable
        field.error_messages["invalid_choice"] = _("Choose an initiative of your Cité, or one that the network shows.")
