"""Screens of the Cités' rows that are no pages: closures and notices; and of the network's vocabularies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from cities.forms import OfCiteForm, UrgentNoticeForm
from cities.models import Audience, Closure, Criterion, Pole, UrgentNotice
from cities.selectors.terms import uses_of
from portal.columns import DayColumn, MomentColumn
from portal.dashboard.current import current_cite, own_cites
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import scope_in
from portal.tenancy.services.provision.pages import language_name
from portal.upstream.zones import answered_in


class OwnRowsMixin:
    """Views over rows of Cités: what isn't the person's own is neither listed nor found."""

    request: Any

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()  # type: ignore[misc]
        return scope_in(self.request.user, rows.model).writable(rows).select_related("cite")


class OwnIndexView(OwnRowsMixin, generic.IndexView):
    """The list."""


def answered_for(request: HttpRequest, cite: Cite | None, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """In the time of the Cité a form is for, and saying so, where it isn't the one the person works for now."""
    current = current_cite(request)
    if cite is None or current is None or current == cite:
        return answer()
    return cast("HttpResponseBase", answered_in(cite.timezone, cite.short_name, answer))


class OwnEditView(OwnRowsMixin, generic.EditView):
    """The form."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer, cite = super().dispatch, self.get_object().cite
        return answered_for(request, cite, lambda: answer(request, *args, **kwargs))


class OwnCreateView(generic.CreateView):
    """A new row of the Cité one works for, and of no other if it may have one: times are read in its zone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer, current = super().dispatch, current_cite(request)
        may = scope_in(request.user, self.model).cite_ids
        found = [cite for cite in own_cites(request) if cite.pk in may]
        cite = found[0] if len(found) == 1 and current not in found else current
        return answered_for(request, cite, lambda: answer(request, *args, **kwargs))

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "cite": current_cite(self.request)}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        cite = current_cite(self.request)
        field = form.fields.get("cite")
        if cite is not None and field is not None:
            current = field.queryset.filter(pk=cite.pk)
            if current.exists():
                field.queryset, field.empty_label = current, None
        return form


class OwnDeleteView(OwnRowsMixin, generic.DeleteView):
    """The question before deleting."""


class OfCiteViewSet(ModelViewSet):
    """What closures and notices have in common."""

    form_base: type[OfCiteForm] = OfCiteForm
    index_view_class = OwnIndexView
    add_view_class = OwnCreateView
    edit_view_class = OwnEditView
    delete_view_class = OwnDeleteView
    copy_view_enabled = False
    list_per_page = 50

    def get_edit_handler(self) -> Any:
        return ObjectList(self.model.panels, base_form_class=self.form_base).bind_to_model(self.model)


class ClosureViewSet(OfCiteViewSet):
    """Days a Cité is closed although its hours say otherwise."""

    model = Closure
    icon = "calendar-alt"
    menu_label = _("Closures")
    list_display = [
        "cite",
        DayColumn("starts", label=_("First day"), sort_key="starts"),
        DayColumn("ends", label=_("Last day"), sort_key="ends"),
        Column("get_reason_display", label=_("Reason")),
    ]
    ordering = ["-starts"]


class UrgentNoticeViewSet(OfCiteViewSet):
    """Sentences at the top of a Cité's pages."""

    model = UrgentNotice
    form_base = UrgentNoticeForm
    icon = "warning"
    menu_label = _("Urgent notices")
    list_display = [
        "text",
        "cite",
        Column("language", label=_("Language"), accessor=lambda notice: language_name(notice.language)),
        MomentColumn("starts_at", label=_("From"), sort_key="starts_at"),
        MomentColumn("ends_at", label=_("Until"), sort_key="ends_at"),
    ]
    ordering = ["-starts_at"]


class TodayViewSetGroup(ModelViewSetGroup):
    """What changes from day to day, without touching a page."""

    menu_label = _("Hours and notices")
    menu_icon = "date"
    menu_order = 260
    items = (UrgentNoticeViewSet, ClosureViewSet)


class TermDeleteView(generic.DeleteView):
    """A word that something bears isn't deleted: the network would lose what it was filed under."""

    def form_valid(self, form: Any) -> HttpResponse:
        uses = uses_of(self.object)
        if uses:
            text = ngettext(
                "“%(term)s” isn't deleted: one initiative or service bears it.",
                "“%(term)s” isn't deleted: %(uses)d initiatives or services bear it.",
                uses,
            )
            messages.error(self.request, text % {"term": self.object, "uses": uses})
            return HttpResponseRedirect(reverse(self.edit_url_name, args=[self.object.pk]))
        response: HttpResponse = super().form_valid(form)
        return response


class TermViewSet(ModelViewSet):
    """A closed vocabulary of the network."""

    icon = "tag"
    delete_view_class = TermDeleteView
    copy_view_enabled = False
    list_display = ["name", Column("slug", label=_("Name in addresses")), Column("sort_order", label=_("Order"))]
    search_fields = ["name_fr", "name_en", "slug"]
    search_backend_name = None
    ordering = ["sort_order", "slug"]
    form_fields = ["slug", "sort_order"]

    def get_edit_handler(self) -> Any:
        return ObjectList(self.model.panels).bind_to_model(self.model)


class PoleViewSet(TermViewSet):
    """The questions people come with."""

    model = Pole
    menu_label = _("Pôles")


class AudienceViewSet(TermViewSet):
    """Whom initiatives are for."""

    model = Audience
    menu_label = _("Audiences")


class CriterionViewSet(TermViewSet):
    """What a good sheet says, and the lines of the grid of evaluation."""

    model = Criterion
    icon = "tasks"
    menu_label = _("Criteria")
    list_display = ["name", Column("get_use_display", label=_("Use")), Column("sort_order", label=_("Order"))]
    ordering = ["use", "sort_order", "slug"]


class VocabularyViewSetGroup(ModelViewSetGroup):
    """The network's words."""

    menu_label = _("Vocabularies")
    menu_icon = "tag"
    menu_order = 900
    items = (PoleViewSet, AudienceViewSet, CriterionViewSet)
