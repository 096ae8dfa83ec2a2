"""The professionals' pages of initiatives: a list, one initiative with its review, adoptions and evaluations.

Explicitly scoped: a Cité's people open their own initiatives and what the network accepted, its reviewers all.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast

import django_filters
from django.contrib import messages
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from cities.dashboard import new_initiative
from cities.enums import CriterionUse, Review
from cities.models import Initiative, InitiativePartnerCite
from cities.models.initiative_shown import shown_to_members
from cities.selectors import reviews
from cities.selectors.initiative_titles import initiatives_named
from cities.services import adoptions
from cities.services.review import open_verbs
from portal.dashboard.current import current_cite
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import cites_of, scope_of

if TYPE_CHECKING:
    from portal.accounts.models import User


ANSWERED = {
    "yes": gettext_lazy("Your Cité is shown as a partner."),
    "no": gettext_lazy("Your Cité isn't shown as a partner."),
}


def person_of(request: HttpRequest) -> User:
    """The person signed in: the admin lets nobody else in."""
    return cast("User", request.user)


def cites_speaking(request: HttpRequest, initiative: Initiative) -> list[Cite]:
    """The person's Cités that may adopt or evaluate: all but the owner."""
    return [
        cite
        for cite in cites_of(person_of(request)).exclude(pk=initiative.cite_id)
        if adoptions.can_speak(person_of(request), cite=cite)
    ]


class InitiativeFilterSet(WagtailFilterSet):
    """By state of the review, and whether it must be read again."""

    review = django_filters.ChoiceFilter(label=gettext_lazy("Review"), choices=Review.choices)
    # Choices in words: of a boolean Wagtail names the value chosen as Python writes it.
    again = django_filters.ChoiceFilter(
        label=gettext_lazy("Changed since accepted"),
        choices=[("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))],
        method="filter_again",
    )

    class Meta:
        model = Initiative
        fields = ["review", "again"]

    def filter_again(self, queryset: QuerySet[Initiative], name: str, value: str) -> QuerySet[Initiative]:
        return queryset.filter(is_changed=value == "true")  # type: ignore[misc]  # annotated by the list


def review_of(row: Initiative) -> str:
    """The state of a row of the list, in words."""
    return _("Accepted, changed since") if row.is_changed else row.get_review_display()  # type: ignore[attr-defined]  # annotated


class InitiativeListView(BaseListingView):
    """Initiatives one may open, those of one's Cité and those proposed first."""

    model = Initiative
    page_title = gettext_lazy("Initiatives")
    header_icon = "pick"
    paginate_by = 40
    filterset_class = InitiativeFilterSet
    is_searchable = True
    index_url_name = "initiatives:index"
    index_results_url_name = "initiatives:index_results"
    default_ordering = ["elsewhere", "title", "pk"]
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title"),
            accessor=str,
            get_url=lambda row: reverse("initiatives:detail", args=[row.uid]),
        ),
        Column("cite", label=gettext_lazy("Cité"), accessor="cite.short_name"),
        Column("review", label=gettext_lazy("Review"), accessor=review_of),
        DateColumn("facts_at", label=gettext_lazy("Published")),
    ]

    @cached_property
    def header_buttons(self) -> list[Button]:
        cite = current_cite(self.request)
        shortcut = new_initiative(self.request, cite) if cite else None
        return [HeaderButton(shortcut.label, url=shortcut.url, icon_name="plus")] if shortcut else []

    def get_base_queryset(self) -> QuerySet[Initiative]:
        scope = scope_of(self.request.user)
        own = When(cite__in=scope.cite_ids, then=Value(0))
        changed = Exists(reviews.to_be_read_again(scope).filter(pk=OuterRef("pk")))
        return reviews.initiatives_for(scope).annotate(elsewhere=Case(own, default=Value(1)), is_changed=changed)

    def search_queryset(self, queryset: QuerySet[Initiative]) -> QuerySet[Initiative]:
        """By words of the title or of the Cité's name."""
        return initiatives_named(self.search_query, queryset) if self.is_searching else queryset


class InitiativeView(WagtailAdminTemplateMixin, View):
    """One initiative as professionals see it."""

    template_name = "cities/admin/initiative.html"
    header_icon = "pick"
    page_title = gettext_lazy("Initiative")

    @cached_property
    def initiative(self) -> Initiative:
        scope = scope_of(self.request.user)
        return get_object_or_404(reviews.initiatives_for(scope), uid=self.kwargs["uid"])

    def get_page_subtitle(self) -> str:
        return str(self.initiative)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("initiatives:index"), "label": _("Initiatives")},
            {"url": "", "label": str(self.initiative)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.initiative, person_of(self.request)
        scope = scope_of(user)
        is_inside = scope.is_network or row.cite_id in scope.cite_ids
        cites = cites_speaking(self.request, row) if row.review == Review.ACCEPTED else []
        adopted = list(row.adoptions.select_related("cite"))
        evaluations = list(row.evaluations.select_related("cite").prefetch_related("scores__criterion"))
        mine = scope.cite_ids
        answers_for = [
            cite.pk for cite in cites_of(user) if adoptions.can_speak(user, cite=cite, roles=reviews.ANSWERS)
        ]
        return {
            **super().get_context_data(**kwargs),
            "initiative": row,
            "original": row.original,
            "may_edit": row.original is not None and row.original.permissions_for_user(user).can_edit(),
            "is_inside": is_inside,
            "entries": row.review_entries.select_related("user") if is_inside else [],
            "verbs": open_verbs(user, row),
            "completeness": reviews.completeness_of(row.original) if is_inside and row.original else None,
            "opinion": reviews.opinion_of(initiative=row),
            "adoptions": adopted,
            "evaluations": evaluations,
            "partnerships": [
                partner for partner in row.partner_cites.select_related("cite") if is_inside or partner.cite_id in mine
            ],
            "answers_for": answers_for,
            "speaks_for": cites,
            "speaks_for_ids": [cite.pk for cite in cites],
            "evaluated_all": {cite.pk for cite in cites} <= {said.cite_id for said in evaluations},
            "adopted_all": {cite.pk for cite in cites} <= {said.cite_id for said in adopted},
            "has_grid": bool(reviews.criteria(CriterionUse.GRID)),
        }

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        return render(request, self.template_name, self.get_context_data())


class PartnershipView(View):
    """A Cité answers whether it is a partner."""

    def post(self, request: HttpRequest, partnership_id: int) -> HttpResponse:
        scope = scope_of(request.user)
        named = InitiativePartnerCite.objects.select_related("owner", "cite").filter(shown_to_members("owner__"))
        partnership = get_object_or_404(named.filter(cite__in=scope.cite_ids), pk=partnership_id)
        answer = request.POST.get("accept")
        if answer not in ANSWERED:
            messages.error(request, _("Say whether your Cité is a partner."))
        else:
            adoptions.answer_partnership(partnership=partnership, user=person_of(request), accept=answer == "yes")
            messages.success(request, str(ANSWERED[answer]))
        return redirect("initiatives:detail", uid=partnership.owner.uid)
