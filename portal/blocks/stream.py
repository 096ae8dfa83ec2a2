"""The set of blocks that ordinary pages offer."""

from __future__ import annotations

from typing import Any

from portal.blocks.media import DocumentsBlock, PictureBlock
from portal.blocks.people import ContactBlock
from portal.blocks.words import CallToActionBlock, FiguresBlock, QuoteBlock, TextBlock


def body_blocks() -> list[tuple[str, Any]]:
    """Names and blocks of a page's body, in the order of the picker."""
    return [
        ("text", TextBlock()),
        ("picture", PictureBlock()),
        ("quote", QuoteBlock()),
        ("figures", FiguresBlock()),
        ("call_to_action", CallToActionBlock()),
        ("documents", DocumentsBlock()),
        ("contact", ContactBlock()),
    ]
