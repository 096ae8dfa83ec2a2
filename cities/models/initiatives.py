"""Initiatives: one row of facts, a page of words per language, two publications.

The Cité's publication is its page being live; the network's is `Initiative.review`. Public is what is live and
accepted, and nothing while the original language isn't (`docs/facts.md`).
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from cities.enums import Mode, Review, Stage
from cities.models.initiative_forms import InitiativeForm, PartnerCitesPanel, PartnersPanel
from cities.models.initiative_panels import WritingHelpPanel
from cities.models.initiative_parts import LinkBlock, PartnerCiteFields, PartnerFields
from cities.models.terms import Audience, Pole
from cities.signals import initiative_changed
from portal.blocks import FiguresBlock, body_blocks
from portal.models import BasePage, FactsPage, FactsRow, OriginalOnlyPanel
from portal.streams import BlocksField
from portal.tenancy.models import Cite
from portal.tenancy.selectors.ownership import cite_id_of_path
from portal.translating.fields import NotTranslated
from portal.words import WordsField

WORDS = ["bold", "italic", "ul", "ol", "link"]
FIRST_YEAR = 1990
LAST_YEAR = 2100
PARTNERS_ASKED = _("Each is asked once the initiative is published on your site, and shown once it has accepted.")
# What the page above answers itself: a page below it that was called so couldn't be reached.
RESERVED_SLUGS = frozenset({"wall"})


class InitiativeFacts(models.Model):
    """Abstract columns that page and row share."""

    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, blank=True)
    start_year = models.PositiveSmallIntegerField(
        _("first year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    end_year = models.PositiveSmallIntegerField(
        _("last year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    on_site = models.BooleanField(_("on site"), default=False)
    itinerant = models.BooleanField(_("outside the walls"), default=False)
    online = models.BooleanField(_("online"), default=False)
    place_name = models.CharField(_("place"), max_length=120, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    contact_phone = models.CharField(_("contact's telephone"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    inspired_by = models.ForeignKey(
        "cities.Initiative",
        verbose_name=_("inspired by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="inspired_%(class)ss",
    )

    class Meta:
        abstract = True

    @property
    def modes(self) -> list[Mode]:
        """The ways the public is met."""
        return [mode for mode in Mode if getattr(self, mode.value)]

    @property
    def years(self) -> str:
        """ "2017", "2017–2019" or nothing."""
        if self.start_year and self.end_year and self.end_year != self.start_year:
            return f"{self.start_year}–{self.end_year}"
        return str(self.start_year or self.end_year or "")

    def clean(self) -> None:
        super().clean()
        if self.start_year and self.end_year and self.end_year < self.start_year:
            raise ValidationError({"end_year": _("The last year comes after the first.")})


FACT_FIELDS = (
    "stage",
    "start_year",
    "end_year",
    "on_site",
    "itinerant",
    "online",
    "place_name",
    "latitude",
    "longitude",
    "contact_name",
    "contact_email",
    "contact_phone",
    "source",
    "source_url",
    "inspired_by",
)


class Initiative(FactsRow, InitiativeFacts):
    """The language-neutral row. It stores its Cité, for it outlives its pages; reconciled nightly."""

    cite = models.ForeignKey(Cite, on_delete=models.PROTECT, related_name="initiatives", verbose_name=_("Cité"))
    original = models.OneToOneField(
        "cities.InitiativePage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(_("title"), max_length=100, blank=True, editable=False)
    review = models.CharField(_("review"), max_length=10, choices=Review.choices, default=Review.NONE, db_index=True)
    poles = models.ManyToManyField(Pole, verbose_name=_("pôles"), blank=True, related_name="initiatives")
    audiences = models.ManyToManyField(Audience, verbose_name=_("audiences"), blank=True, related_name="initiatives")

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["pk"]
        permissions = [("review_initiative", "Can review initiatives for the network")]

    def __str__(self) -> str:
        return self.title or str(self.uid)


class InitiativePartner(PartnerFields):
    """An organisation of an initiative, as last published."""

    owner = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="partners")
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("partner of an initiative")
        verbose_name_plural = _("partners of initiatives")
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "uid"], name="initiative_partner_once")]


class InitiativePartnerCite(PartnerCiteFields):
    """Another Cité named as partner; shown as one only after it accepted."""

    owner = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="partner_cites")
    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="partnerships", verbose_name=_("Cité"))
    sort_order = models.PositiveIntegerField(default=0)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)
    # Whether the last save named this Cité: it is asked then.
    is_new = False

    class Meta:
        verbose_name = _("partner Cité of an initiative")
        verbose_name_plural = _("partner Cités of initiatives")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="initiative_partner_cite_once"),
            models.UniqueConstraint(fields=["owner", "cite"], name="initiative_names_cite_once"),
        ]

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> InitiativePartnerCite:
        row = super().from_db(*args, **kwargs)
        row.__dict__["_named"] = row.__dict__.get("cite_id")
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An answer is its Cité's own: a line that comes to name another one has none."""
        is_another = self.__dict__.get("_named") not in (None, self.cite_id)
        self.is_new = self._state.adding or is_another
        if is_another:
            self.accepted_at = self.refused_at = None
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "accepted_at", "refused_at"}
        super().save(*args, **kwargs)
        self.__dict__["_named"] = self.cite_id


class InitiativePage(FactsPage, InitiativeFacts, BasePage):
    """The words of an initiative in one language; on the original page also its facts."""

    base_form_class = InitiativeForm
    has_members_part = True  # the contact
    facts_row = Initiative
    fact_fields = FACT_FIELDS
    fact_m2m = ("poles", "audiences")
    fact_children = {"partners": InitiativePartner, "partner_cites": InitiativePartnerCite}
    fact_once = ("partners", "partner_cites")
    facts_required = ("stage", "start_year", "poles")
    public_with_original = True

    need = WordsField(_("the need"), blank=True, features=WORDS)
    description = WordsField(_("what was done"), blank=True, features=WORDS)
    results = WordsField(_("results"), blank=True, features=WORDS)
    figures = BlocksField([("figures", FiguresBlock())], verbose_name=_("results in figures"), blank=True, max_num=1)
    difficulties = WordsField(_("difficulties and lessons"), blank=True, features=WORDS)
    transferability = WordsField(_("to do it elsewhere"), blank=True, features=WORDS)
    resources = WordsField(_("resources needed"), blank=True, features=WORDS)
    links = BlocksField([("link", LinkBlock())], verbose_name=_("links"), blank=True, default=list)
    more = BlocksField(body_blocks(), verbose_name=_("images, files, more"), blank=True)
    poles = ParentalManyToManyField(Pole, verbose_name=_("pôles"), blank=True, related_name="+")
    audiences = ParentalManyToManyField(Audience, verbose_name=_("audiences"), blank=True, related_name="+")

    content_panels = [
        *BasePage.content_panels,
        WritingHelpPanel(heading=_("Is everything there?")),
        MultiFieldPanel(
            [
                FieldPanel("need"),
                FieldPanel("description"),
                FieldPanel("results"),
                FieldPanel("figures"),
                FieldPanel("difficulties"),
                FieldPanel("transferability"),
                FieldPanel("resources"),
                FieldPanel("links"),
                FieldPanel("more"),
            ],
            heading=_("The initiative"),
        ),
        OriginalOnlyPanel(),
        MultiFieldPanel(
            [
                FieldPanel("stage"),
                FieldRowPanel([FieldPanel("start_year"), FieldPanel("end_year")]),
                FieldPanel("poles", required_on_save=False),
                FieldPanel("audiences"),
                FieldRowPanel([FieldPanel("on_site"), FieldPanel("itinerant"), FieldPanel("online")]),
                FieldPanel("place_name"),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                FieldPanel("inspired_by", help_text=_("Of your Cité, or one that the network shows.")),
            ],
            heading=_("Facts, the same in every language"),
        ),
        PartnersPanel("partners", heading=_("Partners"), label=_("Partner")),
        PartnerCitesPanel("partner_cites", heading=_("Partner Cités"), label=_("Cité"), help_text=PARTNERS_ASKED),
        MultiFieldPanel(
            [
                FieldPanel("contact_name"),
                FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
            ],
            heading=_("Contact, for members of the network only"),
        ),
        FieldRowPanel([FieldPanel("source"), FieldPanel("source_url")]),
    ]
    parent_page_types = ["search.InitiativeIndexPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [
        NotTranslated(name) for name in (*FACT_FIELDS, "poles", "audiences", "partners", "partner_cites")
    ]

    class Meta:
        verbose_name = _("initiative page")
        verbose_name_plural = _("initiative pages")

    # Out of modelsearch, whose cost of a save grows with its index: the repository has engines of its own.
    @classmethod
    def get_indexed_objects(cls) -> models.QuerySet[Any]:
        return cls.objects.none()

    def get_indexed_instance(self) -> None:
        return None

    @staticmethod
    def _slug_is_available(slug: str, parent_page: Page, page: Page | None = None) -> bool:
        """Asked by Wagtail where it makes a slug of a title, and where it checks one."""
        return slug not in RESERVED_SLUGS and bool(BasePage._slug_is_available(slug, parent_page, page))

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Under a Cité's index only: the hub searches the Cités' initiatives and has none."""
        return cite_id_of_path(parent.path) is not None and bool(super().can_create_at(parent))

    def can_move_to(self, parent: Page) -> bool:
        return cite_id_of_path(parent.path) is not None and bool(super().can_move_to(parent))

    def project(self) -> None:
        initiative_changed.send(sender=Initiative, uid=self.translation_key)

    def clean(self) -> None:
        super().clean()
        if len(self.title) > 100:
            raise ValidationError({"title": _("The title of an initiative has 100 characters at most.")})

    def row_defaults(self) -> dict[str, Any]:
        return {"cite_id": cite_id_of_path(self.path), "title": self.title[:100]}

    def copy_facts(self) -> None:
        super().copy_facts()
        row = self.row
        if row.original_id == self.pk and row.title != self.title and (self.live or not row.facts_at):
            row.title = self.title[:100]
            row.save(update_fields=["title"])

    def orphan_row(self, row: Initiative) -> None:
        """Adoptions and initiatives inspired by this one refer to the row: it is archived, never dropped."""
        row.review = Review.ARCHIVED
        row.save(update_fields=["review"])


class InitiativePagePartner(Orderable, PartnerFields):
    """An organisation while it is edited."""

    page = ParentalKey(InitiativePage, on_delete=models.CASCADE, related_name="partners")

    class Meta(Orderable.Meta):
        verbose_name = _("partner on a page")
        verbose_name_plural = _("partners on pages")


class InitiativePagePartnerCite(Orderable, PartnerCiteFields):
    """A partner Cité while it is edited."""

    page = ParentalKey(InitiativePage, on_delete=models.CASCADE, related_name="partner_cites")
    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="+", verbose_name=_("Cité"))

    class Meta(Orderable.Meta):
        verbose_name = _("partner Cité on a page")
        verbose_name_plural = _("partner Cités on pages")
