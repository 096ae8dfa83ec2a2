"""Pages shown below another language's page while they have none in that language: as they are, and saying so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from portal.selectors.visible import unrestricted
from portal.tenancy.selectors.hosts import SiteRow


class ShownElsewhere:
    """Mixin, before `BasePage` among the bases. The page above it in the other language routes to it.

    `shown_in` is the language of the pages around it, empty where it stands in its own.
    """

    shown_in = ""
    translated_url_path: str | None = None
    known_alternates: Sequence[Page] = ()
    # Of the page class that this one is listed before.
    locale: Locale

    @property
    def reading_language(self) -> str:
        """The language of the page around the words."""
        return self.shown_in or self.words_language

    @property
    def words_language(self) -> str:
        """The language of the page's own words."""
        code: str = self.locale.language_code
        return code

    def alternates(self) -> Iterable[Page]:
        """This page in its own languages; no query where the page above has just found it."""
        return self.known_alternates or super().alternates()  # type: ignore[misc]  # the page's

    def serve(self, request: HttpRequest, *args: Any, shown_in: str = "", **kwargs: Any) -> HttpResponseBase:
        """The page; once it has a translation, the address leads there."""
        if self.translated_url_path:
            # The first component is the container's name, which no address has.
            return HttpResponsePermanentRedirect("/" + self.translated_url_path.split("/", 2)[2])
        self.shown_in = shown_in
        response: HttpResponseBase = super().serve(request, *args, **kwargs)  # type: ignore[misc]  # the page's
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Search engines are sent to the page's own address."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]  # the page's
        if self.shown_in:
            context["canonical_url"] = self.get_full_url(request)  # type: ignore[attr-defined]  # the page's
        return context


def untranslated_page(
    pages: PageQuerySet, *, slug: str, below: Page, row: SiteRow, same: str = "translation_key"
) -> Any:
    """The page with this slug in the first of the site's other languages that has it, to be shown below `below`.

    None where there is none. `pages` are the live ones to look among, `same` the column by which two of them are
    one page in two languages. One query.
    """
    found: list[Any] = list(
        pages.filter(**{f"{same}__in": pages.filter(slug=slug).exclude(locale=below.locale_id).values(same)})
        .select_related("locale")
        .annotate(is_open=ExpressionWrapper(unrestricted(), BooleanField()))
        .order_by("pk")
    )
    named = {page.locale.language_code: page for page in found if page.slug == slug}
    page = next(
        (named[code] for code in row.languages if code in named and named[code].locale_id != below.locale_id), None
    )
    if page is None:
        return None
    twins = [twin for twin in found if getattr(twin, same) == getattr(page, same)]
    page.translated_url_path = next((twin.url_path for twin in twins if twin.locale_id == below.locale_id), None)
    page.known_alternates = [twin for twin in twins if twin is page or twin.is_open]
    page._cached_parent_obj = below
    return page
