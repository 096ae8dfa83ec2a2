"""Proposals in the admin: the author's side beside the page, the network's list, and what other Cités offer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from cities.enums import ProposalState
from cities.models import Proposal, Showing
from cities.selectors import proposals as selectors
from cities.services import proposals as services
from portal.accounts.models import User
from portal.dashboard.current import current_cite

PER_PAGE = 50


def person(request: HttpRequest) -> User:
    """Who asks; the admin's decorator has seen to it that it is somebody."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def act(request: HttpRequest, verb: Callable[[], Any], done: str) -> None:
    """Do it and say so, or say why not."""
    try:
        verb()
    except services.ProposalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


class ProposalPageMixin:
    """A view about one page that can be proposed, for who may edit it."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def page(self) -> Page:
        page = get_object_or_404(Page, pk=self.kwargs["page_id"])
        if not selectors.is_proposable(page):
            raise Http404
        if not selectors.can_propose(person(self.request), page):
            raise PermissionDenied
        return page


class PageProposalView(ProposalPageMixin, WagtailAdminTemplateMixin, TemplateView):
    """What became of a page's proposal, with the reason; propose and withdraw."""

    template_name = "cities/admin/proposal_page.html"
    header_icon = "site"

    def get_page_title(self) -> str:
        return _("Propose to the network")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page
        context: dict[str, Any] = super().get_context_data(**kwargs)
        proposal = selectors.proposal_of(page)
        may_withdraw = proposal is not None and selectors.can_withdraw(person(self.request), proposal)
        over = selectors.is_over(page)
        return context | {"page": page, "proposal": proposal, "may_withdraw": may_withdraw, "over": over}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.get_page_title()},
        ]


class ProposeView(ProposalPageMixin, View):
    """Propose or withdraw, by `post` only."""

    http_method_names = ["post", "options"]
    verb = "propose"

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        user = person(request)
        if self.verb == "propose":
            act(request, lambda: services.propose(page=self.page, user=user), _("Proposed: the network will answer."))
        else:
            proposal = get_object_or_404(Proposal, page=self.page.pk)
            act(request, lambda: services.withdraw(proposal=proposal, user=user), _("Taken back."))
        return redirect("proposals:page", page_id)


class DeciderMixin(WagtailAdminTemplateMixin):
    """A view for who decides what the network shows."""

    header_icon = "site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not selectors.can_decide(person(request)):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class ProposalListView(DeciderMixin, TemplateView):
    """Everything proposed, by state."""

    template_name = "cities/admin/proposal_list.html"

    def get_page_title(self) -> str:
        return _("Proposals")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", ProposalState.PROPOSED)
        found = selectors.proposals(state=state)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "proposals": Paginator(found, PER_PAGE).get_page(self.request.GET.get("p")),
            "state": state,
            "states": ProposalState.choices,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class DecisionForm(forms.Form):
    """One decision; the service says when a reason is missing."""

    verb = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("accept", gettext_lazy("Accept: in the network’s lists")),
            ("feature", gettext_lazy("Feature: in the network’s lists and on its home")),
            ("decline", gettext_lazy("Decline")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The author reads it; needed to decline."),
    )

    def __init__(self, *args: Any, refused: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = self.fields["verb"]
        verbs.choices = [one for one in verbs.choices if one[0] not in refused]  # type: ignore[attr-defined]


class DecisionView(DeciderMixin, TemplateView):
    """One proposal and its decision."""

    template_name = "cities/admin/proposal_decision.html"

    @cached_property
    def proposal(self) -> Proposal:
        return get_object_or_404(
            Proposal.objects.select_related("page__locale", "cite", "proposed_by", "decided_by"),
            pk=self.kwargs["proposal_id"],
        )

    @cached_property
    def called_off(self) -> bool:
        return selectors.is_called_off(self.proposal.page)

    @cached_property
    def over(self) -> bool:
        return selectors.is_over(self.proposal.page)

    @property
    def refused(self) -> frozenset[str]:
        """The decisions that aren't offered."""
        return frozenset({"accept", "feature"} if self.over else {"feature"} if self.called_off else ())

    def get_page_title(self) -> str:
        return str(self.proposal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.setdefault("form", DecisionForm(refused=self.refused))
        return context | {"proposal": self.proposal, "called_off": self.called_off, "over": self.over}

    def post(self, request: HttpRequest, proposal_id: int) -> HttpResponse:
        form = DecisionForm(request.POST, refused=self.refused)
        if form.is_valid():
            before = self.proposal.state, self.proposal.reason
            try:
                decided = services.decide_proposal(proposal=self.proposal, user=person(request), **form.cleaned_data)
            except services.ProposalError as error:
                form.add_error("reason", str(error))
            else:
                told = before != (decided.state, decided.reason) and selectors.author_told(self.proposal)
                messages.success(request, _("Decided; the author gets a mail.") if told else _("Decided."))
                return redirect("proposals:index")
        return self.render_to_response(self.get_context_data(form=form))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("proposals:index"), "label": _("Proposals")},
            {"url": "", "label": self.get_page_title()},
        ]


class OffersView(WagtailAdminTemplateMixin, TemplateView):
    """What other Cités offer, to be shown on the site of the Cité one works for."""

    template_name = "cities/admin/offers.html"
    header_icon = "redirect"

    def get_page_title(self) -> str:
        return _("From other Cités")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.cite = current_cite(request)
        if self.cite is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.cite is not None  # noqa: S101  # dispatch() has seen to it
        page = Paginator(selectors.offers_to(cite=self.cite), PER_PAGE).get_page(self.request.GET.get("p"))
        shown = dict(
            Showing.objects.filter(cite=self.cite, proposal__in=[row.pk for row in page]).values_list("proposal", "pk")
        )
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "cite": self.cite,
            "offers": [(proposal, shown.get(proposal.pk)) for proposal in page],
            "may_show": selectors.may_show(person(self.request), cite=self.cite),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class ShowView(View):
    """Show an offer on the site of the Cité one works for, by `post` only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, offer_id: int) -> HttpResponse:
        cite = current_cite(request)
        if cite is None:
            raise PermissionDenied
        proposal = get_object_or_404(selectors.offers_to(cite=cite), pk=offer_id)
        user = person(request)
        act(request, lambda: services.show(proposal=proposal, cite=cite, user=user), _("Shown on your site."))
        return redirect("proposals:offers")


class HideView(View):
    """Show it no more, by `post` only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, showing_id: int) -> HttpResponse:
        showing = get_object_or_404(Showing.objects.select_related("cite", "proposal__page"), pk=showing_id)
        user = person(request)
        act(request, lambda: services.hide(showing=showing, user=user), _("No longer shown on your site."))
        return redirect("proposals:offers")


class ProposalSidePanel(BaseSidePanel):
    """Beside the form: what became of the proposal, and the way to propose."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle the proposal to the network")
        icon_name = "site"
        has_counter = False

    name = "proposal"
    title = gettext_lazy("Propose to the network")
    template_name = "cities/admin/proposal_side_panel.html"
    order = 460

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {"page": self.object, "proposal": selectors.proposal_of(self.object)}


class ProposalEditView(EditView):
    """Wagtail's editor with the side panel, where the page is a Cité's."""

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()
        if not self.expects_json_response and selectors.is_proposable(self.page):
            panels.append(ProposalSidePanel(self.page, self.request))
        return panels


def editor_of(kind: type[Page]) -> PageViewSet:
    """The editor of a page class that can be proposed."""
    made: PageViewSet = type(
        f"{kind.__name__}ViewSet", (PageViewSet,), {"model": kind, "edit_view_class": ProposalEditView}
    )()
    return made


class ProposalViewSet(ViewSet):
    """`/admin/proposals/`."""

    name = url_prefix = "proposals"
    icon = "site"

    def register_menu_item(self) -> None:
        """Two entries, each for whom it concerns; see `proposal_hooks`."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(ProposalListView), name="index"),
            path("page/<int:page_id>/", self.construct_view(PageProposalView), name="page"),
            path("page/<int:page_id>/propose/", self.construct_view(ProposeView, verb="propose"), name="propose"),
            path("page/<int:page_id>/withdraw/", self.construct_view(ProposeView, verb="withdraw"), name="withdraw"),
            path("offers/", self.construct_view(OffersView), name="offers"),
            path("offers/<int:offer_id>/show/", self.construct_view(ShowView), name="show"),
            path("showings/<int:showing_id>/hide/", self.construct_view(HideView), name="hide"),
            path("<int:proposal_id>/", self.construct_view(DecisionView), name="decide"),
        ]
