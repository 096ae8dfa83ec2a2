"""The abstract page that every page of the portal is built on."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail_localize.fields import BaseTranslatableField

from portal.models.slugs import PageForm, PromptTitlePanel
from portal.selectors.visible import unrestricted
from portal.tenancy.selectors.acting import shows_draft
from portal.translating.fields import with_own_slug
from portal.translating.slugs import slug_of_translation


class BasePage(Page):
    """Summary, social image, mark of demonstration; breadcrumbs, reading language and last change.

    Restrictions are offered to groups only: "any logged-in user" would be thirty organisations.
    """

    private_page_options = ["groups"]
    override_translatable_fields: ClassVar[Sequence[BaseTranslatableField]] = ()
    # Whether members read more of it than the public does.
    has_members_part: ClassVar[bool] = False
    # Pages that stand in menus of their own accord when they are made.
    show_in_menus_default = False

    lead = models.TextField(
        _("summary"),
        blank=True,
        max_length=500,
        help_text=_("One or two sentences, shown under the title and wherever the page is listed."),
    )
    social_image = models.ForeignKey(
        "media.PortalImage",
        verbose_name=_("image for social networks"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    demonstration = models.BooleanField(
        _("demonstration text"),
        default=False,
        help_text=_("The page says in public that its text is invented for demonstration, until you untick this."),
    )

    base_form_class = PageForm
    content_panels = [PromptTitlePanel("title"), FieldPanel("lead")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("social_image"),
            ],
            heading=_("For search engines and social networks"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus"), FieldPanel("demonstration")], heading=_("On the site")),
    ]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """No page asks its translators for a slug; see `portal.translating.slugs`."""
        super().__init_subclass__(**kwargs)
        cls.override_translatable_fields = with_own_slug(getattr(cls, "override_translatable_fields", ()))

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.slug = slug_of_translation(self)
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """What Wagtail asks of a draft's row; see `full_clean`."""
        self.slug = slug_of_translation(self)
        super().minimal_clean()

    # Ids of this page and its ancestors, noted by routing; see `portal.tenancy.routing.route`.
    restriction_ids: ClassVar[list[int] | None] = None

    @property
    def reading_language(self) -> str:
        """The language the words of the page are in, for `lang`."""
        code: str = self.locale.language_code
        return code

    @property
    def changed_at(self) -> datetime.datetime | None:
        """When the public text last changed."""
        return self.last_published_at or self.latest_revision_created_at

    @property
    def description(self) -> str:
        """What search engines and previews of links show."""
        return self.search_description or self.lead

    def get_admin_display_title(self) -> str:
        """The draft's title to those who may change the page; choosers show others the public one."""
        if shows_draft(self):
            return str(super().get_admin_display_title())
        return self.title

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """The restrictions that apply, in one query, kept for the several hooks that ask."""
        if self.restriction_ids is None:
            return super().get_view_restrictions()
        kept = getattr(self, "_view_restrictions", None)
        if kept is None:
            kept = PageViewRestriction.objects.filter(page_id__in=self.restriction_ids)
            self._view_restrictions = kept
        return kept

    def breadcrumbs(self) -> list[Page]:
        """The pages from the home down to the parent; no query for a page that was routed to."""
        found: list[Page] = []
        page = getattr(self, "_cached_parent_obj", None) or self.get_parent()
        while page is not None and page.depth > 2:
            found.append(page)
            page = getattr(page, "_cached_parent_obj", None) or page.get_parent()
        return found[::-1]

    def alternates(self) -> PageQuerySet:
        """This page's live translations that anyone may read, and itself, with their locales; one query."""
        return (
            Page.objects.filter(translation_key=self.translation_key, live=True, alias_of__isnull=True)
            .filter(models.Q(pk=self.pk) | models.Q(unrestricted()))
            .select_related("locale")
            .only("id", "path", "depth", "url_path", "title", "locale__language_code", "content_type_id")
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["is_preview"] = getattr(request, "is_preview", False)
        return context

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str | None:
        """Previews answer under the host and port the editor uses, not the Site's stored port."""
        found: str | None = self.get_full_url(original_request)
        return found or super()._get_dummy_header_url(original_request)
