"""Publishing without a form, several pages at once or by the API, asks of each page what its form asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.actions import PublishPageRevisionAction
from wagtail.actions.registry import ActionRegistry
from wagtail.admin import messages
from wagtail.models import Page

from portal.models import FactsPage

NAMED = 5


def refuse_incomplete(
    request: HttpRequest, action_type: str, objects: Any, action_class_instance: Any
) -> HttpResponse | None:
    """`before_bulk_action`: nothing is published while a page among them lacks what publishing needs."""
    if action_type != "publish" or not any(isinstance(page, Page) for page in objects):
        return None
    is_deep = action_class_instance.cleaned_form.cleaned_data.get("include_descendants", False)
    lacking = [page.get_admin_display_title() for page in _drafts(objects, is_deep=is_deep) if not page.is_complete]
    if not lacking:
        return None
    text = _(
        "Nothing was published: something that is required is missing in %(titles)s. Open it and publish it there."
    )
    named = [_("“%(text)s”") % {"text": title} for title in lacking[:NAMED]]
    messages.error(request, text % {"titles": ", ".join([*named, "…"] if len(lacking) > NAMED else named)})
    return redirect(action_class_instance.next_url)


def _drafts(pages: Any, *, is_deep: bool) -> Iterator[Any]:
    """What would be published of pages with facts."""
    for page in pages:
        below = page.get_descendants().not_live().specific() if is_deep else ()
        for each in (page.specific, *below):
            if isinstance(each, FactsPage):
                draft: Any = each
                yield draft.get_latest_revision_as_object()


class PublishCompleteAction(PublishPageRevisionAction):
    """Wagtail's, for who publishes a draft through the API."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks=skip_permission_checks)
        page: Any = self.revision.as_object()
        if not getattr(page, "is_complete", True):  # only pages with facts ask
            title = _("“%(text)s”") % {"text": page.get_admin_display_title()}
            raise ValidationError(
                _("%(title)s isn’t published: something that is required is missing.") % {"title": title}
            )


def register_actions(registry: ActionRegistry) -> None:
    """`register_actions`: the API looks actions up there."""
    registry.register(Page, PublishCompleteAction)
