"""The label's section on the hub."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.url_routing import RouteResult

from label.models.documents import LabelDocumentPage
from portal.blocks import body_blocks
from portal.models import BasePage, untranslated_page
from portal.selectors.frames import frame_of
from portal.streams import BlocksField
from portal.tenancy.selectors import hosts

# What the register is asked for; see `label.forms.RegisterForm`.
REGISTER_PARAMETERS = ("date", "country", "status")


class LabelIndexPage(BasePage):
    """The label: what it is, its register, its documents, the way to it.

    A document that has no page in this language is shown below this page all the same, with a notice.
    """

    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["portal.HubHomePage"]
    subpage_types = ["label.LabelRegisterPage", "label.LabelDocumentPage", "portal.ArticlePage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    children_first = True

    class Meta:
        verbose_name = _("the label")
        verbose_name_plural = _("the label's sections")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) == 1 and self.live:
            found = self._untranslated_document(path_components[0])
            if found is not None:
                return RouteResult(found, kwargs={"shown_in": self.locale.language_code})
        return super().route(request, path_components)

    def _untranslated_document(self, slug: str) -> LabelDocumentPage | None:
        """The live document with this address in the first of the hub's other languages that has it; one query."""
        row = hosts.table().hub
        if row is None or not self.path.startswith(row.container["path"]):
            return None
        pages = LabelDocumentPage.objects.live().filter(path__startswith=row.container["path"])
        page: Any = untranslated_page(pages, slug=slug, below=self, row=row)
        if page is not None:
            page.restriction_ids = self._restricting(row, page)
        return cast("LabelDocumentPage | None", page)

    @staticmethod
    def _restricting(row: hosts.SiteRow, page: LabelDocumentPage) -> list[int] | None:
        """Ids of the document's own ancestors and itself; None leaves them to be asked for.

        The page is shown below another parent, whose restrictions are not the document's.
        """
        frame = frame_of(row)
        code = page.locale.language_code
        home, index = frame.homes.get(code), frame.find(code, "label.LabelIndexPage")
        if home is None or index is None:
            return None
        return [row.container["id"], home.id, index.id, page.pk]


class LabelRegisterPage(BasePage):
    """Who is labelled, since when: computed from `LabelEvent` for today or any date that is asked for."""

    parent_page_types = ["label.LabelIndexPage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("register of the label")
        verbose_name_plural = _("registers of the label")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        asked = request.GET.copy()
        for name in set(asked) - set(REGISTER_PARAMETERS):
            del asked[name]
        # The same question in the other language.
        context["language_suffix"] = f"?{asked.urlencode()}" if asked else ""
        return context
