"""The event team's screens: editions, sessions, people; and releasing a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button, HeaderButton

from events.forms import EditionForm
from events.models import Edition, Participation, Person, Slot
from events.releasing import RELEASE, release_url, say_what_waits
from events.selectors.drafts import DraftChange, changes_since_release, current_edition
from events.services import release_programme
from portal.columns import DayColumn

if TYPE_CHECKING:
    from portal.accounts.models import User


class ReleaseForm(forms.Form):
    """What the team says about the release."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Such as “June”; visitors read it beside the date."),
    )
    comment = forms.CharField(
        label=gettext_lazy("What is new"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReleaseView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # Django's class isn't generic at run time
    """What differs from what the public sees, and the button that makes it public."""

    # What `pk` names, for the guard in front of the admin.
    model = Edition
    template_name = "events/admin/release.html"
    form_class = ReleaseForm
    header_icon = "date"
    page_title = gettext_lazy("Release the programme")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(RELEASE):
            raise PermissionDenied
        self.edition = get_object_or_404(Edition, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.edition)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("editions:index"), "label": _("Editions")},
            {"url": reverse("editions:edit", args=[self.edition.pk]), "label": str(self.edition)},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def changes(self) -> list[DraftChange]:
        return changes_since_release(edition=self.edition)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.update(
            edition=self.edition,
            changes=self.changes,
            latest=self.edition.releases.first(),
            back_url=reverse("editions:edit", args=[self.edition.pk]),
            action_url=release_url(self.edition),
            submit_button_label=_("Release the programme"),
            submit_button_active_label=_("One moment…"),
        )
        return context

    def form_valid(self, form: ReleaseForm) -> HttpResponse:
        before = self.edition.releases.first()
        release = release_programme(
            edition=self.edition,
            name=form.cleaned_data["name"],
            comment=form.cleaned_data["comment"],
            user=cast("User", self.request.user),
        )
        if before is not None and before.pk == release.pk:
            messages.warning(self.request, _("Nothing has changed since the last release: none was made."))
        else:
            named = _("The programme is public: “%(name)s”.") % {"name": release.name}
            messages.success(self.request, named if release.given_name else _("The programme is public."))
        return HttpResponseRedirect(reverse("editions:edit", args=[self.edition.pk]))


class TowardsRelease:
    """Mixin of the programme's views: the way to the release in plain view, and what waits for it said after saving.

    Views state `edition_of`: whose programme it is, None where nobody knows yet.
    """

    request: HttpRequest
    object: Any

    def edition_of(self) -> Edition | None:
        return self.object if isinstance(self.object, Edition) else self.object.edition

    @cached_property
    def header_buttons(self) -> list[Button]:
        buttons: list[Button] = list(super().header_buttons)  # type: ignore[misc]  # the view's
        edition = self.edition_of()
        if edition is not None and self.request.user.has_perm(RELEASE):
            buttons.append(HeaderButton(_("Release the programme"), url=release_url(edition), icon_name="globe"))
        return buttons

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view's
        edition = self.edition_of()
        if edition is not None:
            say_what_waits(self.request, edition)
        return response


class EditionEditView(TowardsRelease, generic.EditView):
    """The form, with the way to the release."""


class EditionViewSet(ModelViewSet):
    """Editions with their days, rooms, organisers and logos."""

    model = Edition
    icon = "date"
    name = url_prefix = url_namespace = "editions"
    menu_label = gettext_lazy("Editions")
    edit_view_class = EditionEditView
    copy_view_enabled = False
    list_display = [
        "name",
        DayColumn("start_date", label=gettext_lazy("First day"), sort_key="start_date"),
        DayColumn("end_date", label=gettext_lazy("Last day")),
        "venue",
    ]
    ordering = ["-start_date"]
    search_fields = ["name", "venue"]
    search_backend_name = None

    def get_edit_handler(self) -> Any:
        return ObjectList(self.model.panels, base_form_class=EditionForm).bind_to_model(self.model)

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("release/<int:pk>/", ReleaseView.as_view(), name="release")]


class SlotIndexView(TowardsRelease, generic.IndexView):
    """In the order of the programme."""

    def edition_of(self) -> Edition | None:
        return current_edition()

    def get_base_queryset(self) -> QuerySet[Slot]:
        people = Prefetch("participations", Participation.objects.select_related("person"))
        found: QuerySet[Slot] = super().get_base_queryset()
        return found.select_related("edition", "room").prefetch_related(people)


def _people(slot: Slot) -> str:
    return ", ".join(row.person.name for row in slot.participations.all() if not row.withdrawn)


class SlotCreateView(TowardsRelease, generic.CreateView):
    """A new session is public with the next release."""

    def edition_of(self) -> Edition | None:
        slot: Slot | None = getattr(self, "object", None)  # none before it is saved
        return slot.edition if slot else None


class SlotEditView(TowardsRelease, generic.EditView):
    """A changed session is public with the next release."""


class SlotDeleteView(TowardsRelease, generic.DeleteView):
    """A session that is public isn't deleted: it would vanish from calendars without a word."""

    def form_valid(self, form: Any) -> HttpResponse:
        if self.object.current_id is not None:
            messages.error(self.request, _("This session is public: cancel it and release the programme instead."))
            return HttpResponseRedirect(reverse(self.edit_url_name, args=[self.object.pk]))
        response: HttpResponse = super().form_valid(form)
        return response


class SlotViewSet(ModelViewSet):
    """Sessions as they are drafted: times, rooms, people. Their words are pages below the edition's."""

    model = Slot
    icon = "time"
    name = url_prefix = url_namespace = "slots"
    menu_label = gettext_lazy("Sessions")
    index_view_class = SlotIndexView
    add_view_class = SlotCreateView
    edit_view_class = SlotEditView
    delete_view_class = SlotDeleteView
    copy_view_enabled = False
    list_display = [
        "code",
        Column("number", label=gettext_lazy("No."), sort_key="number"),
        Column("date", label=gettext_lazy("Date"), sort_key="date"),
        Column("start", label=gettext_lazy("Begins")),
        Column("end", label=gettext_lazy("Ends")),
        Column("get_kind_display", label=gettext_lazy("Kind")),
        Column("room", label=gettext_lazy("Room")),
        Column("people", label=gettext_lazy("People"), accessor=_people),
        Column("get_status_display", label=gettext_lazy("Status")),
    ]
    list_filter = ["edition", "date", "kind", "status"]
    ordering = ["edition", "number"]
    search_fields = ["code", "participations__person__name"]
    search_backend_name = None
    list_per_page = 60


class PersonViewSet(ModelViewSet):
    """People: one place to correct a name or to erase somebody from every programme."""

    model = Person
    icon = "group"
    name = url_prefix = url_namespace = "persons"
    menu_label = gettext_lazy("People")
    copy_view_enabled = False
    list_display = ["name", Column("note", label=gettext_lazy("Note"))]
    ordering = ["name"]
    search_fields = ["name"]
    search_backend_name = None
    list_per_page = 60


class ProgrammeViewSetGroup(ModelViewSetGroup):
    """The spring school's entry in the menu; whoever may do nothing in it doesn't see it."""

    menu_label = gettext_lazy("Spring school")
    menu_icon = "date"
    menu_order = 255
    items = (EditionViewSet, SlotViewSet, PersonViewSet)
