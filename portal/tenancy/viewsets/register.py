"""The register: every Cité, with or without a site, added and changed by the label team."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from portal.alphabet import alphabetical
from portal.countries import country_name
from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite
from portal.tenancy.services.drift import last_looks
from portal.tenancy.services.provision import ProvisionError
from portal.tenancy.services.register import save_entry
from portal.tenancy.viewsets.forms import EntryForm
from portal.tenancy.viewsets.sites import VERBS, SiteVerbView, SiteView

STATES = [
    ("none", gettext_lazy("no site")),
    ("shown", gettext_lazy("site shown")),
    ("suspended", gettext_lazy("site suspended")),
]


def country_choices() -> list[tuple[str, str]]:
    """The countries of the register, by name."""
    codes = Cite.objects.order_by().values_list("country", flat=True).distinct()
    return sorted(((code, country_name(code)) for code in codes), key=lambda choice: alphabetical(choice[1]))


class RegisterFilterSet(WagtailFilterSet):
    """By state of the site, country and kind."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("Site"), choices=STATES, method="filter_state")
    country = django_filters.ChoiceFilter(label=gettext_lazy("Country"), choices=country_choices)
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=CiteKind.choices)

    class Meta:
        model = Cite
        fields: list[str] = []

    def filter_state(self, queryset: QuerySet[Cite], name: str, value: str) -> QuerySet[Cite]:
        if value == "none":
            return queryset.filter(site__isnull=True)
        return queryset.filter(site__isnull=False, suspended=value == "suspended")


def state_of(cite: Cite) -> str:
    """The state of a Cité's site, and whether the last look found that something drifted."""
    if cite.site_id is None:
        return _("no site")
    if cite.suspended:
        return _("site suspended")
    drift = last_looks([cite.pk]).get(cite.pk)
    if drift is None:
        return _("site shown, not checked lately")
    return _("site shown, something drifted") if drift.lines else _("site shown, in order")


def looked_at(cite: Cite) -> str:
    """When somebody or the nightly job last looked for drift."""
    drift = last_looks([cite.pk]).get(cite.pk)
    return formats.date_format(timezone.localtime(drift.found_at), "SHORT_DATETIME_FORMAT") if drift else ""


class RegisterIndexView(generic.IndexView):
    """All entries with the state of their sites."""

    def get_base_queryset(self) -> QuerySet[Cite]:
        return super().get_base_queryset().select_related("site")

    def get_edit_url(self, instance: Cite) -> str:
        return reverse("register:site", args=[instance.pk])


class EntrySaveMixin:
    """Saves through the service; a site follows its entry."""

    form: Any
    request: Any

    def save_instance(self) -> Cite:
        cite: Cite = self.form.save(commit=False)
        self.report = save_entry(cite=cite, user=self.request.user)
        return cite

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]  # the generic view's
        except ProvisionError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]

    def log_action(self, *args: Any, **kwargs: Any) -> None:
        """The service has written it already."""

    def get_success_url(self) -> str:
        return reverse("register:site", args=[self.object.pk])  # type: ignore[attr-defined]


class EntryCreateView(EntrySaveMixin, generic.CreateView):
    """A new entry; its site, if it is to have one, is the next step."""


class EntryEditView(EntrySaveMixin, generic.EditView):
    """A known entry."""


class RegisterViewSet(ModelViewSet):
    """The register in the admin. Nothing is deleted here: a former Cité stays a Cité with a history."""

    model = Cite
    name = "register"
    icon = "list-ul"
    menu_label = pgettext_lazy("list of Cités", "Register")
    menu_order = 650
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = RegisterIndexView
    add_view_class = EntryCreateView
    edit_view_class = EntryEditView
    filterset_class = RegisterFilterSet
    search_fields = ["name", "short_name", "slug", "city"]
    search_backend_name = None
    list_per_page = 50
    list_display = [
        TitleColumn(
            "short_name",
            label=gettext_lazy("Cité"),
            sort_key="short_name",
            get_url=lambda cite: reverse("register:site", args=[cite.pk]),
        ),
        Column("name", label=gettext_lazy("Name")),
        Column(
            "country",
            label=gettext_lazy("Country"),
            sort_key="country",
            accessor=lambda cite: country_name(cite.country),
        ),
        Column("site", label=gettext_lazy("Host"), accessor=lambda cite: cite.site.hostname if cite.site else ""),
        StatusTagColumn("state", label=gettext_lazy("State"), accessor=state_of),
        Column("looked", label=gettext_lazy("Last check"), accessor=looked_at),
    ]

    def get_form_class(self, for_update: bool = False) -> type[EntryForm]:
        return EntryForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return found | {"delete_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        patterns.append(path("site/<int:cite_id>/", self.construct_view(SiteView), name="site"))
        for verb in VERBS:
            named = "domains/<int:host_id>/" if verb in ("remove_domain", "canonical") else ""
            view = self.construct_view(SiteVerbView, verb=verb)
            patterns.append(path(f"site/<int:cite_id>/{named}{verb.replace('_', '-')}/", view, name=verb))
        return patterns
