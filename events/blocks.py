"""Blocks of editions: organisers, logos, days, authors, and the functions people are announced with."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class OrganiserBlock(blocks.StructBlock):
    """An organisation, by its own name."""

    name = blocks.CharBlock(label=_("Name"), max_length=200)
    url = blocks.URLBlock(label=_("Website"), required=False)

    class Meta:
        icon = "group"
        label = _("Organiser")


class LogoBlock(blocks.StructBlock):
    """A logo in its place; the name alone where there is no picture."""

    name = blocks.CharBlock(label=_("Whose logo"), max_length=200)
    image = ImageChooserBlock(label=_("Picture"), required=False)
    note = blocks.CharBlock(label=_("Note on the source"), required=False, max_length=255)

    class Meta:
        icon = "image"
        label = _("Logo")


class DayBlock(blocks.StructBlock):
    """The words of one day; its date and condition are facts of the edition."""

    number = blocks.IntegerBlock(label=_("Number of the day"), min_value=1, max_value=31)
    title = blocks.CharBlock(label=_("Title"), max_length=255)
    kind = blocks.CharBlock(label=_("Kind"), required=False, max_length=120)
    summary = blocks.TextBlock(label=_("Summary"), required=False)
    mention = blocks.CharBlock(label=_("Condition, as announced"), required=False, max_length=160)
    format = blocks.CharBlock(label=_("Format, as announced"), required=False, max_length=160)

    class Meta:
        icon = "date"
        label = _("Day")


class AuthorBlock(blocks.StructBlock):
    """Who signs the editorial, as announced."""

    name = blocks.CharBlock(label=_("Name"), max_length=160)
    functions = blocks.ListBlock(blocks.CharBlock(max_length=255), label=_("Functions"))

    class Meta:
        icon = "user"
        label = _("Author")


class FactBlock(blocks.StructBlock):
    """One sentence of fact."""

    text = blocks.CharBlock(label=_("Fact"), max_length=255)

    class Meta:
        icon = "info-circle"
        label = _("Fact")


class AffiliationBlock(blocks.StructBlock):
    """What a person is and where, as announced for one session, in one language."""

    function = blocks.CharBlock(label=_("Function"), required=False, max_length=255)
    organisation = blocks.CharBlock(label=_("Organisation"), required=False, max_length=255)
    language = blocks.ChoiceBlock(label=_("Language"), choices=settings.LANGUAGES, default="fr")

    class Meta:
        icon = "user"
        label = _("Function")
