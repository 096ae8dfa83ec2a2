"""The report: Wagtail's site history, narrowed to what the person may read, with whose it is."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, QuerySet, Value
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from portal.accounts.models import User
from portal.accounts.selectors.invitations import invited_addresses
from portal.audit.receivers import CITE
from portal.audit.selectors import entries_of, may_read, readable_cites
from portal.tenancy.models import Cite

LOGS = (PageLogEntry, ModelLogEntry)


def _visible(request: HttpRequest) -> list[QuerySet[Any]]:
    assert isinstance(request.user, User)  # noqa: S101  # the admin's decorator has checked
    cites = readable_cites(request.user)
    return [entries_of(model, cite_ids=cites) for model in LOGS]


def _people(request: HttpRequest) -> QuerySet[User]:
    """Those who did something the reader may read."""
    ids: set[int] = set()
    for entries in _visible(request):
        ids |= set(entries.order_by().values_list("user_id", flat=True).distinct())
    return User.objects.filter(pk__in=ids - {None})


def _cites(request: HttpRequest) -> QuerySet[Cite]:
    assert isinstance(request.user, User)  # noqa: S101  # the admin's decorator has checked
    cites = readable_cites(request.user)
    found = Cite.objects.order_by("short_name")
    return found if cites is None else found.filter(pk__in=cites)


class AuditFilterSet(WagtailFilterSet):
    """By day, kind of act, person, words of the object and, with several, by Cité."""

    timestamp = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    action = django_filters.ChoiceFilter(label=_("What was done"))
    user = django_filters.ModelChoiceFilter(label=_("Person"), queryset=_people)
    label = django_filters.CharFilter(label=_("Name"), lookup_expr="icontains")
    cite = django_filters.ModelChoiceFilter(label=_("Cité"), queryset=_cites, method="filter_cite")

    class Meta:
        model = PageLogEntry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["action"].extra["choices"] = registry.get_choices()

    def filter_cite(self, queryset: QuerySet[Any], name: str, value: Cite) -> QuerySet[Any]:
        return queryset.filter(**{f"data__{CITE}": value.pk})


class AuditView(LogEntriesView):
    """The log of the Cités one manages, or of the network; also as a spreadsheet, narrowed alike."""

    page_title = _("Who did what")
    results_template_name = "portal/admin/audit_results.html"
    filterset_class = AuditFilterSet
    index_url_name = "audit"
    index_results_url_name = "audit_results"
    list_export = ["timestamp", "user_display_name", "message", "label", "cite_name"]
    export_headings = {
        "timestamp": _("Date/Time"),
        "user_display_name": _("Person"),
        "message": _("What was done"),
        "label": _("Name"),
        "cite_name": _("Cité"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not may_read(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def names(self) -> dict[int, str]:
        """Short names of the Cités that entries may concern."""
        return dict(_cites(self.request).values_list("pk", "short_name"))

    def get_filtered_queryset(self) -> QuerySet[Any]:
        """As upstream's, from what the person may read instead of from content types they hold a permission for."""
        self.log_models = list(LOGS)
        parts = [
            self.filter_queryset(
                entries.values("pk", "timestamp").annotate(log_model_index=Value(index, output_field=IntegerField()))
            ).order_by()
            for index, entries in enumerate(_visible(self.request))
        ]
        return parts[0].union(*parts[1:], all=True).order_by("-timestamp", "-pk")

    def decorate_paginated_queryset(self, queryset: Any) -> list[Any]:
        entries: list[Any] = super().decorate_paginated_queryset(queryset)
        for entry in entries:
            entry.cite_name = self.names.get(entry.data.get(CITE, 0), "")
        self._name_invited(entries)
        return entries

    def _name_invited(self, entries: list[Any]) -> None:
        """Note on entries about invitations whose they are, for who reads that in the list of invitations too."""
        assert isinstance(self.request.user, User)  # noqa: S101  # dispatch() has checked
        numbers = {entry.data["invitation"] for entry in entries if "invitation" in entry.data}
        invited = invited_addresses(numbers, reader=self.request.user) if numbers else {}
        for entry in entries:
            entry.invited = invited.get(entry.data.get("invitation"), "")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"several": len(self.names) > 1}
