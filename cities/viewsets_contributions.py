"""Initiatives proposed by partners in the admin: the queue of one's Cités, and the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from cities.enums import ContributionState
from cities.models import Contribution, Pole
from cities.selectors.contributions import contributions_for, deciding_for
from cities.services import contributions as services
from portal.accounts.models import User

PER_PAGE = 50


class DecidingMixin(WagtailAdminTemplateMixin):
    """A view for who publishes for a Cité."""

    header_icon = "pick"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)  # noqa: S101  # the admin's decorator has checked
        self.person = request.user
        if not deciding_for(self.person).exists():
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class ContributionListView(DecidingMixin, TemplateView):
    """What was proposed, by state."""

    template_name = "cities/admin/contribution_list.html"

    def get_page_title(self) -> str:
        return _("Proposed by partners")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("state", "")
        state = asked if asked in ContributionState.values else ContributionState.WAITING.value
        found = contributions_for(self.person, state=state)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "rows": Paginator(found, PER_PAGE).get_page(self.request.GET.get("p")),
            "state": state,
            "states": ContributionState.choices,
        }


class DecisionForm(forms.Form):
    """Yes or no; the service says when a reason is missing."""

    verb = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("take", gettext_lazy("Take it up: a draft of yours, to be finished and published")),
            ("decline", gettext_lazy("Decline")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Your message"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The person who proposed it reads it; needed to decline."),
    )


class ContributionView(DecidingMixin, TemplateView):
    """One proposal and its decision."""

    template_name = "cities/admin/contribution.html"

    @cached_property
    def contribution(self) -> Contribution:
        return get_object_or_404(contributions_for(self.person), pk=self.kwargs["contribution_id"])

    def get_page_title(self) -> str:
        return str(self.contribution)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("contributions:index"), "label": _("Proposed by partners")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.setdefault("form", DecisionForm())
        names = {pole.slug: pole.name for pole in Pole.objects.filter(slug__in=self.contribution.poles)}
        poles = [names.get(slug, slug) for slug in self.contribution.poles]
        return context | {"contribution": self.contribution, "poles": poles}

    def post(self, request: HttpRequest, contribution_id: int) -> HttpResponse:
        form = DecisionForm(request.POST)
        if form.is_valid():
            try:
                return self.decide(**form.cleaned_data)
            except services.ContributionError as error:
                form.add_error("reason" if form.cleaned_data["verb"] == "decline" else None, str(error))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def decide(self, *, verb: str, reason: str) -> HttpResponse:
        if verb == "take":
            page = services.take_up(contribution=self.contribution, user=self.person, message=reason)
            messages.success(self.request, _("This is your draft now: finish and publish it. The person is told."))
            return redirect("wagtailadmin_pages:edit", page.pk)
        services.decline(contribution=self.contribution, user=self.person, reason=reason)
        messages.success(self.request, _("Declined; the person gets a mail with your reason."))
        return redirect("contributions:index")


class ContributionViewSet(ViewSet):
    """The addresses; the entry in the menu is for who decides only (`cities.contribution_hooks`)."""

    name = url_namespace = "contributions"
    url_prefix = "contributions"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ContributionListView.as_view(), name="index"),
            path("<int:contribution_id>/", ContributionView.as_view(), name="detail"),
        ]
