"""The blocks an editor builds a page from. Each has a template, a preview and a test; few, and reused."""

from portal.blocks.media import DocumentsBlock, PictureBlock
from portal.blocks.people import ContactBlock
from portal.blocks.stream import body_blocks
from portal.blocks.words import CallToActionBlock, FiguresBlock, QuoteBlock, TextBlock

__all__ = [
    "CallToActionBlock",
    "ContactBlock",
    "DocumentsBlock",
    "FiguresBlock",
    "PictureBlock",
    "QuoteBlock",
    "TextBlock",
    "body_blocks",
]
