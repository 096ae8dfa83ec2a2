"""Hooks of the Cités: the professionals' pages of initiatives, and what the editor of one shows beside the form."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.log_actions import LogActionRegistry, LogFormatter

from cities.choosers import InitiativeChooserViewSet
from cities.enums import DONE, CriterionUse, ReviewVerb
from cities.models import InitiativePage
from cities.selectors import reviews
from cities.services.review import open_verbs
from cities.views import initiative_forms
from cities.views import initiatives as views
from cities.viewsets import TodayViewSetGroup, VocabularyViewSetGroup


class InitiativeViewSet(ViewSet):
    """A page in the menu for everybody who works here: own initiatives and what the network accepted."""

    name = url_namespace = "initiatives"
    url_prefix = "initiatives"
    icon = "pick"
    menu_label = _("Initiatives")
    menu_order = 250
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", views.InitiativeListView.as_view(), name="index"),
            path("results/", views.InitiativeListView.as_view(results_only=True), name="index_results"),
            path("<uuid:uid>/", views.InitiativeView.as_view(), name="detail"),
            path("<uuid:uid>/review/<str:verb>/", initiative_forms.ReviewView.as_view(), name="review"),
            path("<uuid:uid>/adopt/", initiative_forms.AdoptView.as_view(), name="adopt"),
            path("<uuid:uid>/adopt/withdraw/", initiative_forms.DropAdoptionView.as_view(), name="drop_adoption"),
            path("<uuid:uid>/evaluate/", initiative_forms.EvaluateView.as_view(), name="evaluate"),
            path("partnerships/<int:partnership_id>/", views.PartnershipView.as_view(), name="partnership"),
        ]


class ReviewSidePanel(BaseSidePanel):
    """Beside the form of an initiative: how complete it is, what the network looks for, where the review stands."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle the network's review")
        icon_name = "pick"
        has_counter = False

    name = "network-review"
    title = _("The network's review")
    template_name = "cities/admin/review_side_panel.html"
    order = 450

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        row = self.object.row if self.object.pk else None
        context |= {
            "initiative": row,
            "completeness": reviews.completeness_of(self.object),
            "criteria": reviews.criteria(CriterionUse.WRITING),
            "entries": row.review_entries.select_related("user") if row else [],
            "partnerships": row.partner_cites.select_related("cite") if row else [],
            "verbs": open_verbs(self.request.user, row) if row else [],
        }
        return context


class InitiativeEditView(EditView):
    """Wagtail's, with the side panel; a save in the background counts anew how complete the sheet is."""

    partials_template_name = "cities/admin/initiative_partials.html"

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()
        panels.append(ReviewSidePanel(self.page, self.request))
        return panels


class InitiativeCreateView(CreateView):
    """Wagtail's, with the side panel from the first word on."""

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()
        panels.append(ReviewSidePanel(self.page, self.request))
        return panels


class InitiativePageViewSet(PageViewSet):
    """The views of initiative pages."""

    model = InitiativePage
    add_view_class = InitiativeCreateView
    edit_view_class = InitiativeEditView


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    """The menu entry and the editor of initiatives."""
    return [InitiativeViewSet(), InitiativePageViewSet(), InitiativeChooserViewSet()]


@hooks.register("register_admin_viewset")
def register_rows() -> list[Any]:
    """Closures and notices of the Cités; vocabularies of the network."""
    return [TodayViewSetGroup(), VocabularyViewSetGroup()]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What the history calls these acts."""
    actions.register_action("cities.adopt", _("Adoption"), _("Another Cité said that it uses this"))
    actions.register_action(
        "cities.drop_adoption", _("Adoption withdrawn"), _("Another Cité said that it doesn’t use this any more")
    )
    actions.register_action("cities.evaluate", _("Evaluation"), _("Another Cité evaluated this"))
    actions.register_action("cities.review")(ReviewFormatter)
    actions.register_action("cities.partner")(PartnerFormatter)


class ReviewFormatter(LogFormatter):
    """A step of the network's review, as a fact."""

    label = _("Review")

    def format_message(self, log_entry: Any) -> str:
        verb = str((log_entry.data or {}).get("verb"))
        return str(DONE[ReviewVerb(verb)] if verb in ReviewVerb.values else _("A step of the network's review"))


class PartnerFormatter(LogFormatter):
    """What a Cité named as partner answered."""

    label = _("Partnership")

    def format_message(self, log_entry: Any) -> str:
        accepted = (log_entry.data or {}).get("accepted")
        return str(_("A Cité accepted to be a partner") if accepted else _("A Cité refused to be a partner"))
