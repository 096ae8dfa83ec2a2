"""Pages of an edition: its words in one language. Facts are rows, seen through the latest release."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from events.blocks import AuthorBlock, DayBlock, FactBlock
from events.models.edition import Edition
from events.models.programme import Slot
from portal.blocks import body_blocks
from portal.models import BasePage, ShownElsewhere, untranslated_page
from portal.selectors.frames import frame_of
from portal.streams import BlocksField
from portal.tenancy.selectors import hosts


class EditionPage(BasePage):
    """Programme, people and front matter of an edition in one language.

    A session that has no page in this language is shown below this page all the same, with a notice.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="pages", verbose_name=_("edition"))
    dates_line = models.CharField(_("dates, in words"), max_length=160, blank=True)
    occasion = models.CharField(_("occasion"), max_length=255, blank=True)
    cover = models.TextField(_("lines of the cover"), blank=True, help_text=_("One per line."))
    notice = models.CharField(
        _("notice"), max_length=255, blank=True, help_text=_("Shown first, such as “in French only”.")
    )
    text_language = models.CharField(
        _("language of the texts below"),
        max_length=10,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("If days, editorial and facts are kept in another language than the page."),
    )
    days = BlocksField([("day", DayBlock())], verbose_name=_("days"), blank=True)
    editorial_title = models.CharField(_("title of the editorial"), max_length=255, blank=True)
    editorial = RichTextField(_("editorial"), blank=True, features=["bold", "italic", "link"])
    authors = BlocksField([("author", AuthorBlock())], verbose_name=_("authors of the editorial"), blank=True)
    facts = BlocksField([("fact", FactBlock())], verbose_name=_("facts"), blank=True)
    body = BlocksField(body_blocks(), verbose_name=_("more"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("edition"),
        FieldPanel("notice"),
        FieldRowPanel([FieldPanel("dates_line"), FieldPanel("occasion")]),
        FieldPanel("text_language"),
        FieldPanel("days"),
        MultiFieldPanel(
            [FieldPanel("editorial_title"), FieldPanel("editorial"), FieldPanel("authors")], heading=_("Editorial")
        ),
        FieldPanel("facts"),
        FieldPanel("cover"),
        FieldPanel("body"),
    ]
    parent_page_types = ["portal.HubHomePage"]
    subpage_types = ["events.SessionPage", "events.PracticalEditionPage"]
    show_in_menus_default = True
    children_first = True
    override_translatable_fields = [
        SynchronizedField("edition", overridable=False),
        SynchronizedField("text_language"),
    ]

    class Meta:
        verbose_name = _("edition of the spring school")
        verbose_name_plural = _("editions of the spring school")

    @property
    def words_language(self) -> str:
        """The language of days, editorial and facts; the page around them keeps its own."""
        return self.text_language or self.reading_language

    @property
    def cover_lines(self) -> list[str]:
        """The lines of the cover."""
        return self.cover.splitlines()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) == 1 and self.live:
            found = self._untranslated_session(path_components[0])
            if found is not None:
                return RouteResult(found, kwargs={"shown_in": self.locale.language_code})
        return super().route(request, path_components)

    def _untranslated_session(self, slug: str) -> SessionPage | None:
        """The live page with this address of a session of this edition in another of the hub's languages."""
        row = hosts.table().hub
        if row is None or not self.path.startswith(row.container["path"]):
            return None
        pages = SessionPage.objects.live().filter(path__startswith=row.container["path"], slot__edition=self.edition_id)
        page: Any = untranslated_page(pages, slug=slug, below=self, row=row, same="slot_id")
        if page is not None:
            page.restriction_ids = self._restricting(row, page)
        return cast("SessionPage | None", page)

    def _restricting(self, row: hosts.SiteRow, page: SessionPage) -> list[int] | None:
        """Ids of the session's own ancestors and itself; None leaves them to be asked for."""
        frame = frame_of(row)
        code = page.locale.language_code
        cards = frame.parts["editions"].get(code, ())
        above = next((card.page_id for card in cards if card.edition_id == self.edition_id), None)
        home = frame.homes.get(code)
        return [row.container["id"], home.id, above, page.pk] if home is not None and above is not None else None


class SessionPage(ShownElsewhere, BasePage):
    """The words of one session; the title stands alone, `label` before it, `subtitle` below."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="pages", verbose_name=_("session"))
    label = models.CharField(_("label"), max_length=120, blank=True, help_text=_("Before the title: “Round table 1”."))
    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    audience = models.CharField(_("for whom"), max_length=160, blank=True)
    place = models.CharField(_("place, as announced"), max_length=255, blank=True)
    places = models.TextField(_("parts"), blank=True, help_text=_("Places or parts of the session, one per line."))
    mention = models.CharField(_("condition, as announced"), max_length=160, blank=True)
    capacity_note = models.CharField(_("number of people, as announced"), max_length=160, blank=True)
    format = models.CharField(_("format, as announced"), max_length=160, blank=True)
    printed_time = models.CharField(_("time in the source"), max_length=60, blank=True)
    printed_title = models.CharField(_("title in the source"), max_length=500, blank=True)
    remarks = models.TextField(_("remarks on the source"), blank=True, help_text=_("One per line."))
    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("title")]),
        FieldPanel("subtitle"),
        FieldPanel("lead"),
        FieldPanel("slot"),
        FieldPanel("audience"),
        FieldRowPanel([FieldPanel("place"), FieldPanel("places")]),
        FieldRowPanel([FieldPanel("mention"), FieldPanel("capacity_note"), FieldPanel("format")]),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("printed_time"), FieldPanel("printed_title")]), FieldPanel("remarks")],
            heading=_("In the source"),
        ),
    ]
    parent_page_types = ["events.EditionPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [
        SynchronizedField("slot", overridable=False),
        SynchronizedField("printed_time", overridable=False),
        SynchronizedField("printed_title", overridable=False),
        SynchronizedField("remarks", overridable=False),
    ]

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @property
    def place_lines(self) -> list[str]:
        """Places or parts, one each."""
        return self.places.splitlines()

    @property
    def remark_lines(self) -> list[str]:
        """Remarks, one each."""
        return self.remarks.splitlines()


class PracticalEditionPage(BasePage):
    """How to come to an edition and whom to ask; what isn't announced is said to be."""

    languages_note = models.CharField(_("working languages"), max_length=255, blank=True)
    venue_note = models.TextField(_("note on the venue"), blank=True)
    body = BlocksField(body_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("languages_note"),
        FieldPanel("venue_note"),
        FieldPanel("body"),
    ]
    parent_page_types = ["events.EditionPage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("practical page of an edition")
        verbose_name_plural = _("practical pages of editions")
