"""Choosing an initiative: one of one's own Cité, or one that the network shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cities.models import Initiative
from cities.selectors.initiative_titles import initiatives_named
from cities.selectors.reviews import usable_by
from portal.tenancy.selectors.scope import scope_of

# One is chosen, and none is made.
NAMES = ("choose", "choose_results", "chosen")


class TitleFilterForm(BaseFilterForm):
    """By words of the title, or by Cité: the repository's own engines know what is public only."""

    q = forms.CharField(label=_("Title or Cité"), required=False, max_length=200)

    def filter(self, objects: QuerySet[Initiative]) -> QuerySet[Initiative]:
        found = super().filter(objects)
        words = self.cleaned_data.get("q", "").split()
        if not words:
            return found
        self.is_searching, self.search_query = True, " ".join(words)
        return initiatives_named(self.search_query, found)


class UsableMixin:
    """Own, and what the network shows: never another Cité's draft, whatever the person reviews."""

    request: Any
    filter_form_class = TitleFilterForm
    ordering = ["title", "pk"]
    is_multiple_choice = False

    def get_object_list(self) -> QuerySet[Initiative]:
        return usable_by(scope_of(self.request.user))

    @property
    def columns(self) -> list[Column]:
        title: TitleColumn = self.title_column  # type: ignore[attr-defined]  # of Wagtail's view
        return [title, Column("cite", label=_("Cité"), accessor="cite.short_name")]


class InitiativeChooseView(UsableMixin, ChooseView):
    """The dialog."""


class InitiativeResultsView(UsableMixin, ChooseResultsView):
    """Its list, as one searches."""


class InitiativeChosenView(ChosenView):
    """What the dialog answers for one."""

    def get_object(self, pk: Any) -> Initiative:
        return usable_by(scope_of(self.request.user)).get(pk=pk)


class InitiativeChooserViewSet(ChooserViewSet):
    """`/admin/choose-initiative/`; nothing is made there."""

    name = "initiative_chooser"
    url_prefix = "choose-initiative"
    model = Initiative
    icon = "pick"
    choose_one_text = _("Choose an initiative")
    choose_another_text = _("Choose another initiative")
    edit_item_text = _("See the initiative")
    choose_view_class = InitiativeChooseView
    choose_results_view_class = InitiativeResultsView
    chosen_view_class = InitiativeChosenView

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in NAMES]
