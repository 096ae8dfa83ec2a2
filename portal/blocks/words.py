"""Blocks of words and numbers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Running text with headings from the second level down."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"
        description = _("Headings, paragraphs, lists and links.")
        preview_value = (
            "<h2>Venir sans rendez-vous</h2><p>Poussez la porte : un conseiller vous écoute, "
            "<b>gratuitement</b> et sans inscription.</p><ul><li>seul ou en groupe</li><li>autant de fois "
            "que vous voulez</li></ul>"
        )


class QuoteBlock(blocks.StructBlock):
    """What somebody said, with name and function."""

    quote = blocks.TextBlock(label=_("Quotation"), help_text=_("Without quotation marks; they are added."))
    name = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)
    function = blocks.CharBlock(label=_("Function"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"
        description = _("Words of a person, set apart.")
        preview_value = {
            "quote": "On ne m’a pas demandé qui j’étais, mais ce que je cherchais.",
            "name": "Une visiteuse",
            "function": "démonstration",
        }


class CallToActionBlock(blocks.StructBlock):
    """One thing to do next: a page of the network or an address elsewhere, never both."""

    title = blocks.CharBlock(label=_("Title"), max_length=100)
    text = blocks.TextBlock(label=_("Text"), required=False)
    label = blocks.CharBlock(label=_("Words on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Address elsewhere"), required=False)

    class Meta:
        icon = "link"
        label = _("Call to action")
        template = "blocks/call_to_action.html"
        description = _("A panel with one button.")
        preview_value = {
            "title": "Une question sur votre métier ?",
            "text": "Venez en parler, sans rendez-vous.",
            "label": "Horaires et adresse",
            "page": None,
            "url": "https://example.org/",
        }

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if bool(result["page"]) == bool(result["url"]):
            problem = ValidationError(_("Choose a page or write an address, one of the two."))
            raise blocks.StructBlockValidationError(block_errors={"page": problem, "url": problem})
        return result


class FigureBlock(blocks.StructBlock):
    """One key number."""

    figure = blocks.CharBlock(label=_("Number"), max_length=20, help_text=_("With its unit: 96,5 %"))
    label = blocks.CharBlock(label=_("What is counted"), max_length=160)

    class Meta:
        icon = "order"
        label = _("Key number")


class FiguresBlock(blocks.StructBlock):
    """Key numbers; a number without date and source is an opinion, so both are asked for."""

    figures = blocks.ListBlock(FigureBlock(), label=_("Numbers"), min_num=1, max_num=6)
    as_of = blocks.CharBlock(
        label=_("Date of the figures"), max_length=60, help_text=_("The date or year of the count.")
    )
    source = blocks.CharBlock(label=_("Source"), max_length=255)

    class Meta:
        icon = "table"
        label = _("Key numbers")
        template = "blocks/figures.html"
        description = _("Up to six numbers with their date and source.")
        preview_value = {
            "figures": [
                {"figure": "1 200", "label": "personnes reçues"},
                {"figure": "9", "label": "organismes d’accueil"},
            ],
            "as_of": "2017",
            "source": "zinfos974.com",
        }
