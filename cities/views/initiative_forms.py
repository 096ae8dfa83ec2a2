"""What is said about an initiative in forms of their own: steps of its review, adoptions, evaluations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cities.enums import DONE, CriterionUse, Review, ReviewVerb
from cities.forms_initiatives import AdoptionForm, CiteForm, CommentForm, EvaluationForm
from cities.selectors import reviews
from cities.services import adoptions
from cities.services.review import MOVES, NEEDS_COMMENT, ReviewRefusedError, can_take, check_open, decide
from cities.views.initiatives import InitiativeView, cites_speaking, person_of
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import cites_of


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
        if wanted not in MOVES or not can_take(person_of(self.request), self.initiative, MOVES[wanted].side):
            raise PermissionDenied
        return ReviewVerb(wanted)

    def get(self, request: HttpRequest, uid: uuid.UUID, **kwargs: Any) -> HttpResponse:
        """The form; of a step that was open when its link was shown, what the initiative is now."""
        try:
            check_open(self.initiative, self.verb)
        except ReviewRefusedError as error:
            messages.error(request, str(error))
            return redirect("initiatives:detail", uid=self.initiative.uid)
        return super().get(request, uid, **kwargs)

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
            user=person_of(self.request),
            comment=form.cleaned_data["comment"],
        )
        return _("Done: %(step)s.") % {"step": DONE[self.verb]}


class SpeakingView(FormView):
    """Abstract: said in the name of another Cité about an accepted initiative."""

    @cached_property
    def cites(self) -> list[Cite]:  # type: ignore[override]  # found when asked
        found = cites_speaking(self.request, self.initiative) if self.initiative.review == Review.ACCEPTED else []
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
            user=person_of(self.request),
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
        user = person_of(self.request)
        kept = self.initiative.adoptions.filter(cite__in=cites_of(user)).select_related("cite")
        found = [said.cite for said in kept if adoptions.can_speak(user, cite=said.cite)]
        if not found:
            raise PermissionDenied
        return found

    def make_form(self, data: Any = None) -> CiteForm:
        return CiteForm(data, cites=self.cites)

    def act(self, form: Any) -> str:
        cite = form.cleaned_data["cite"]
        adoptions.drop_adoption(initiative=self.initiative, cite=cite, user=person_of(self.request))
        return _("It is noted that %(cite)s doesn’t use this initiative any more.") % {"cite": cite.short_name}


class EvaluateView(SpeakingView):
    """The network's grid, with what the Cité answered before."""

    page_title = gettext_lazy("Evaluate")
    submit_label = gettext_lazy("Save the evaluation")
    sentence = gettext_lazy(
        "Your Cité’s opinion, line by line; leave out what you can’t judge. The network’s members read it, the public "
        "sees how many Cités evaluated. You can come back and change it."
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
            user=person_of(self.request),
            scores=form.scores(),
            text=form.cleaned_data["text"],
        )
        return _("Your evaluation is kept.")
