"""The slug in the editor: it follows the title as one types, and nobody needs to write one."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import TitleFieldPanel
from wagtail.coreutils import find_available_slug

from portal.translating.slugs import slug_of_title


class PromptTitlePanel(TitleFieldPanel):
    """The title, whose slug is written with each letter: saved at once, or in the background, it is never half of one.

    Wagtail's `w-sync` waits 100 ms after a key is released; a delay that is no number is none.
    """

    class BoundPanel(TitleFieldPanel.BoundPanel):
        apply_actions: ClassVar[list[str]] = [*TitleFieldPanel.BoundPanel.apply_actions, "input->w-sync#apply"]

        def get_attrs(self) -> dict[str, Any]:
            return {**super().get_attrs(), "data-w-sync-debounce-value": "none"}


class PageForm(WagtailAdminPageForm):
    """The editor's form. A slug left empty, or as the title gives it, is made free beside the page's siblings.

    What was published keeps the slug it has where the field is emptied, so that no link breaks.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if {"slug", "title"} <= data.keys():
            data["slug"] = self.slug_to_keep(data["slug"], data["title"])
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def slug_to_keep(self, slug: str, title: str) -> str:
        """The slug to store for what was sent."""
        page = self.instance
        if page.pk is not None and (page.live or page.first_published_at is not None):
            return slug or str(page.slug)
        wanted = slug_of_title(title) or page._meta.model_name
        if slug not in ("", wanted):
            return slug
        return str(find_available_slug(self.parent_page, wanted, ignore_page_id=page.pk))
