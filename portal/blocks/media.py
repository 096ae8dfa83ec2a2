"""Blocks of files: pictures and documents."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(blocks.StructBlock):
    """A picture with its text for those who don't see it.

    Not Wagtail's ImageBlock: wagtail-localize 1.14 fails on one inside a struct whose key is missing
    (`segments/extract.py`, handle_image_block), and its alternative text falls back to the file's name.
    """

    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        label=_("Text instead of the image"),
        required=False,
        max_length=255,
        help_text=_("What somebody who can't see the image needs to know here."),
    )
    decorative = blocks.BooleanBlock(label=_("Only decoration"), required=False)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=255)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/picture.html"
        preview_template = "blocks/previews/picture.html"
        description = _("A picture with caption, credit and licence.")

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if bool(result["alt_text"].strip()) == bool(result["decorative"]):
            problem = ValidationError(
                _("Say in words what the image shows, or tick that it is only decoration: one of the two.")
            )
            raise blocks.StructBlockValidationError(block_errors={"alt_text": problem})
        return result


class DocumentsBlock(blocks.StructBlock):
    """Files to download, each with format, language and weight."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=100)
    documents = blocks.ListBlock(DocumentChooserBlock(), label=_("Documents"), min_num=1)

    class Meta:
        icon = "doc-full"
        label = _("Documents")
        template = "blocks/documents.html"
        preview_template = "blocks/previews/documents.html"
        description = _("Files to download.")
