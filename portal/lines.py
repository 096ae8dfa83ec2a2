"""Text in the middle of a sentence or in the header of a mail."""

from __future__ import annotations

import re

# A scheme, a path, a host of two labels, an address: what programs of mail make a link of.
_LINK = re.compile(r"//|\bwww\.|[\w-]{2}\.[^\W\d_]{2,}|\w\.[^\W\d_]{2,}/|\w:\d|\d(?:\.\d{1,3}){3}|@", re.IGNORECASE)
# What stands for a dot in a host, or looks like one (Unicode Technical Standard #46 and its confusables).
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff61\uff0e\u2024\ufe52\u06d4\u2e33", "."))


def one_line(text: object) -> str:
    """The text with a space for each line break, tab or run of spaces; a header with a break would be refused."""
    return " ".join(str(text).split())


def holds_link(text: str) -> bool:
    """Whether a program of mail would make a link of a part of it."""
    return bool(_LINK.search(text.translate(_DOTS)))
