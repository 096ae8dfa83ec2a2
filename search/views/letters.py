"""Changes that Elasticsearch refuses again and again, for operators."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from cities.models import Initiative
from portal.work.views import REASON_LENGTH, DeadLettersView
from search.models import SearchChange, SearchDocument
from search.models.outbox import DEAD_AFTER
from search.services.outbox import try_again


class DeadChangesView(DeadLettersView):
    """Documents in the outbox that were refused often, the oldest first. They are tried on once an hour."""

    page_title = _("Refused by the search engine")
    header_icon = "warning"
    index_url_name = "dead_changes"
    index_results_url_name = "dead_changes_results"
    columns = [
        Column("title", label=_("Initiative")),
        Column("attempts", label=_("Attempts")),
        DateColumn("changed_at", label=_("Waiting since")),
        DateColumn("not_before", label=_("Next attempt")),
        Column("error", label=_("Reason"), accessor=lambda change: change.error[:REASON_LENGTH]),
    ]
    list_export = ["title", "attempts", "changed_at", "not_before", "error"]

    def get_queryset(self) -> QuerySet[SearchChange, Any]:
        uid = SearchDocument.objects.filter(pk=OuterRef("document_id")).values("uid")[:1]
        named = Initiative.objects.filter(uid=OuterRef("uid")).values("title")[:1]
        return (
            SearchChange.objects.filter(attempts__gte=DEAD_AFTER)
            .annotate(uid=Subquery(uid))
            .annotate(title=Subquery(named))
            .order_by("changed_at", "pk")
        )

    def again(self) -> int:
        return try_again()
