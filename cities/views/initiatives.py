"""The professionals' pages of initiatives: a list, one initiative with its review, adoptions and evaluations.

Explicitly scoped: a Cité's people open their own initiatives and what the network accepted, its reviewers all.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Form
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

from cities.enums import DONE, CriterionUse, Review, ReviewVerb
from cities.forms_initiatives import AdoptionForm, CiteForm, CommentForm, EvaluationForm
from cities.models import Initiative, InitiativePartnerCite
from cities.selectors import reviews
from cities.services import adoptions
from cities.services.review import NEEDS_COMMENT, ReviewRefusedError, decide, open_verbs
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import cites_of, scope_of

if TYPE_CHECKING:
    from portal.accounts.models import User


ANSWERED = {
    "yes": gettext_lazy("Your Cité is shown as a partner."),
    "no": gettext_lazy("Your Cité isn't shown as a partner."),
}


def _user(request: HttpRequest) -> User:
    """The person signed in: the admin lets nobody else in."""
    return cast("User", request.user)


def _cites_speaking(request: HttpRequest, initiative: Initiative) -> list[Cite]:
    """The person's Cités that may adopt or evaluate: all but the owner."""
    return [
        cite
        for cite in cites_of(_user(request)).exclude(pk=initiative.cite_id)
        if adoptions.can_speak(_user(request), cite=cite)
    ]


class InitiativeFilterSet(WagtailFilterSet):
    """By state of the review, and whether it must be read again."""

    review = django_filters.ChoiceFilter(label=gettext_lazy("Review"), choices=Review.choices)
    again = django_filters.BooleanFilter(label=gettext_lazy("Changed since accepted"), method="filter_again")

    class Meta:
        model = Initiative
        fields = ["review", "again"]

    def filter_again(self, queryset: QuerySet[Initiative], name: str, value: bool) -> QuerySet[Initiative]:
        changed = reviews.to_be_read_again().values("pk")
        return queryset.filter(pk__in=changed) if value else queryset.exclude(pk__in=changed)


class InitiativeListView(BaseListingView):
    """Initiatives one may open, those of one's Cité and those proposed first."""

    model = Initiative
    page_title = gettext_lazy("Initiatives")
    header_icon = "pick"
    paginate_by = 40
    filterset_class = InitiativeFilterSet
    index_url_name = "initiatives:index"
    index_results_url_name = "initiatives:index_results"
    default_ordering = ["title", "pk"]
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title"),
            accessor=str,
            get_url=lambda row: reverse("initiatives:detail", args=[row.uid]),
        ),
        Column("cite", label=gettext_lazy("Cité"), accessor="cite.short_name"),
        Column("review", label=gettext_lazy("Review"), accessor="get_review_display"),
        DateColumn("facts_at", label=gettext_lazy("Published")),
    ]

    def get_base_queryset(self) -> QuerySet[Initiative]:
        return reviews.initiatives_for(scope_of(self.request.user))


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
        row, user = self.initiative, _user(self.request)
        scope = scope_of(user)
        is_inside = scope.is_network or row.cite_id in scope.cite_ids
        cites = _cites_speaking(self.request, row) if row.review == Review.ACCEPTED else []
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


class FormView(InitiativeView):
    """Abstract: one thing said about an initiative, in a form of its own page."""

    template_name = "cities/admin/initiative_form.html"
    submit_label = gettext_lazy("Save")
    # What the page says above the form; the Cités in whose name something is said, where it is.
    sentence: Any = ""
    cites: Sequence[Cite] = ()

    def make_form(self, data: Any = None) -> Form:
        raise NotImplementedError  # each subclass has its own

    def act(self, form: Any) -> str:
        """Do it; answers the sentence shown afterwards."""
        raise NotImplementedError  # each subclass has its own

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = WagtailAdminTemplateMixin.get_context_data(self, **kwargs)
        return {
            **context,
            "initiative": self.initiative,
            "submit_label": self.submit_label,
            "sentence": self.sentence,
            "speaker": self.cites[0] if len(self.cites) == 1 else None,
            **kwargs,
        }

    def get(self, request: HttpRequest, uid: uuid.UUID, **kwargs: Any) -> HttpResponse:
        return render(request, self.template_name, self.get_context_data(form=self.make_form()))

    def post(self, request: HttpRequest, uid: uuid.UUID, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                done = self.act(form)
            except ReviewRefusedError as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, done)
                return redirect("initiatives:detail", uid=self.initiative.uid)
        return render(request, self.template_name, self.get_context_data(form=form), status=422)


class ReviewView(FormView):
    """One step of the review."""

    @cached_property
    def verb(self) -> ReviewVerb:
        wanted: str = self.kwargs["verb"]
        if wanted not in open_verbs(_user(self.request), self.initiative):
            raise PermissionDenied
        return ReviewVerb(wanted)

    def get_page_title(self) -> str:
        return str(self.verb.label)

    @property
    def submit_label(self) -> str:  # type: ignore[override]  # the step names its own button
        return str(self.verb.label)

    def make_form(self, data: Any = None) -> CommentForm:
        assert self.verb  # noqa: S101  # refuses a step that isn't open
        return CommentForm(data, says_why=self.verb in NEEDS_COMMENT)

    def act(self, form: Any) -> str:
        decide(
            uid=self.initiative.uid,
            verb=self.verb,
            user=_user(self.request),
            comment=form.cleaned_data["comment"],
        )
        return _("Done: %(step)s.") % {"step": DONE[self.verb]}


class SpeakingView(FormView):
    """Abstract: said in the name of another Cité about an accepted initiative."""

    @cached_property
    def cites(self) -> list[Cite]:  # type: ignore[override]  # found when asked
        found = _cites_speaking(self.request, self.initiative) if self.initiative.review == Review.ACCEPTED else []
        if not found:
            raise PermissionDenied
        return found


class AdoptView(SpeakingView):
    """ "We use this"."""

    page_title = gettext_lazy("We use this")
    sentence = gettext_lazy("How many Cités use an initiative is public; which ones and since when, members read.")

    def make_form(self, data: Any = None) -> AdoptionForm:
        kept = self.initiative.adoptions.filter(cite__in=self.cites).first()
        initial = {"cite": kept.cite_id, "year": kept.year, "note": kept.note} if kept else None
        return AdoptionForm(data, cites=self.cites, initial=initial)

    def act(self, form: Any) -> str:
        values = form.cleaned_data
        adoptions.adopt(
            initiative=self.initiative,
            cite=values["cite"],
            user=_user(self.request),
            year=values["year"],
            note=values["note"],
        )
        return _("It is noted that %(cite)s uses this initiative.") % {"cite": values["cite"].short_name}


class DropAdoptionView(FormView):
    """ "We don't use this any more": asks first, for the note goes too."""

    page_title = gettext_lazy("We don’t use this any more")
    submit_label = gettext_lazy("Yes, withdraw it")
    sentence = gettext_lazy("Your Cité isn’t counted any more among those that use this initiative, and its note goes.")

    @cached_property
    def cites(self) -> list[Cite]:  # type: ignore[override]  # found when asked
        found = [
            said.cite
            for said in self.initiative.adoptions.filter(cite__in=cites_of(_user(self.request))).select_related("cite")
            if adoptions.can_speak(_user(self.request), cite=said.cite)
        ]
        if not found:
            raise PermissionDenied
        return found

    def make_form(self, data: Any = None) -> CiteForm:
        return CiteForm(data, cites=self.cites)

    def act(self, form: Any) -> str:
        cite = form.cleaned_data["cite"]
        adoptions.drop_adoption(initiative=self.initiative, cite=cite, user=_user(self.request))
        return _("It is noted that %(cite)s doesn’t use this initiative any more.") % {"cite": cite.short_name}


class EvaluateView(SpeakingView):
    """The network's grid, with what the Cité answered before."""

    page_title = gettext_lazy("Evaluate")
    submit_label = gettext_lazy("Save the evaluation")
    sentence = gettext_lazy(
        "Your Cité’s opinion, line by line; leave out what you can’t judge. The averages are public. You can come "
        "back and change it."
    )

    def make_form(self, data: Any = None) -> EvaluationForm:
        grid = reviews.criteria(CriterionUse.GRID)
        kept = self.initiative.evaluations.filter(cite__in=self.cites).prefetch_related("scores").first()
        initial: dict[str, Any] = {}
        if kept is not None:
            initial = {f"criterion_{line.criterion_id}": line.score for line in kept.scores.all()}
            initial |= {"cite": kept.cite_id, "text": kept.text}
        return EvaluationForm(data, cites=self.cites, grid=grid, initial=initial)

    def act(self, form: Any) -> str:
        adoptions.evaluate(
            initiative=self.initiative,
            cite=form.cleaned_data["cite"],
            user=_user(self.request),
            scores=form.scores(),
            text=form.cleaned_data["text"],
        )
        return _("Your evaluation is kept.")


class PartnershipView(View):
    """A Cité answers whether it is a partner."""

    def post(self, request: HttpRequest, partnership_id: int) -> HttpResponse:
        scope = scope_of(request.user)
        named = InitiativePartnerCite.objects.select_related("owner", "cite").filter(owner__original__live=True)
        partnership = get_object_or_404(named.filter(cite__in=scope.cite_ids), pk=partnership_id)
        answer = request.POST.get("accept")
        if answer not in ANSWERED:
            messages.error(request, _("Say whether your Cité is a partner."))
        else:
            adoptions.answer_partnership(partnership=partnership, user=_user(request), accept=answer == "yes")
            messages.success(request, str(ANSWERED[answer]))
        return redirect("initiatives:detail", uid=partnership.owner.uid)
