"""The label team's screens: events of the label and of the membership."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from label.forms import EventForm
from label.models import LabelEvent, MembershipEvent
from label.services.events import hold_history
from portal.row_numbers import row_number
from portal.tenancy.models import Cite


class EventIndexView(generic.IndexView):
    """Newest first, each with its Cité read in the same query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("cite")


class EventCreateView(generic.CreateView):
    """A new event; the Cité may be named in the address, as the dashboard does for what is due."""

    def get_initial_form_instance(self) -> Any:
        cite = Cite.objects.filter(pk=row_number(self.request.GET.get("cite", ""))).first()
        return self.model(cite=cite) if cite is not None else None


class EventDeleteView(generic.DeleteView):
    """An event on which a later one rests stays, and the label team reads why."""

    def form_valid(self, form: Any) -> HttpResponse:
        hold_history(cite_id=self.object.cite_id)
        try:
            self.object.check_removal()
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return HttpResponseRedirect(reverse(self.edit_url_name, args=[self.object.pk]))
        response: HttpResponse = super().form_valid(form)
        return response


class EventViewSet(ModelViewSet):
    """What both timelines have."""

    icon = "history"
    index_view_class = EventIndexView
    add_view_class = EventCreateView
    delete_view_class = EventDeleteView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields_exclude = ["id"]
    list_display = [
        "cite",
        Column("get_kind_display", label=_("Event"), sort_key="kind"),
        Column("when", label=_("Date"), sort_key="date"),
        "source",
    ]
    list_filter = {"cite": ["exact"], "kind": ["exact"], "date": ["gte", "lte"]}
    search_fields = ["cite__name", "cite__short_name", "cite__slug", "source", "note", "note_en"]
    search_backend_name = None
    ordering = ["-date", "-pk"]
    list_per_page = 50
    list_export = ["cite", "kind", "date", "date_precision", "source", "source_url", "note", "note_en"]

    def get_edit_handler(self) -> Any:
        return ObjectList(self.model.panels, base_form_class=EventForm).bind_to_model(self.model)


class LabelEventViewSet(EventViewSet):
    """Events of the label."""

    model = LabelEvent
    menu_label = _("Events of the label")
    search_fields = [*EventViewSet.search_fields, "session"]
    list_export = [*EventViewSet.list_export, "session", "renewal_year", "dashboard_received"]


class MembershipEventViewSet(EventViewSet):
    """Events of the membership."""

    model = MembershipEvent
    menu_label = _("Membership of the association")


class LabelViewSetGroup(ModelViewSetGroup):
    """The label's entry in the menu; whoever may do nothing in it doesn't see it."""

    menu_label = _("Label")
    menu_icon = "clipboard-list"
    menu_order = 250
    items = (LabelEventViewSet("label_events"), MembershipEventViewSet("membership_events"))
