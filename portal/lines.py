"""Text in the middle of a sentence or in the header of a mail."""

from __future__ import annotations

import re

# A scheme, a path, a host of two labels, an address: what programs of mail make a link of.
_LINK = re.compile(r"//|\bwww\.|[\w-]{2}\.[^\W\d_]{2,}|\w\.[^\W\d_]{2,}/|\w:\d|\d(?:\.\d{1,3}){3}|@", re.IGNORECASE)
# The same in texts of some length, where a time has a colon, a full stop lacks the space after it ("projet.Nous") and
# French writes for women and men at once ("étudiant.es", "lecteur.rice.s").
_ENDING = r"(?:es|(?:[lnrstv]|èr|t?ric|ic|eus|ess|ell|[eio]?enn|onn)es?)"
_IN_PROSE = re.compile(
    r"\w://|\bwww\.|\bxn--|[\w-]\.[^\W\d_]{2,}/|\d(?:\.\d{1,3}){3}"
    rf"|[\w-]\.(?!{_ENDING}(?!\w))(?!(?-i:[A-ZÀ-Þ][a-zß-ÿ]))[^\W\d_]{{2,}}",
    re.IGNORECASE,
)
# What no address holds stands between two.
_BETWEEN = re.compile(r"[^\w.:/@%?=&#~+-]+")
# What stands for a dot in a host, or looks like one (Unicode Technical Standard #46 and its confusables).
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff61\uff0e\u2024\ufe52\u06d4\u2e33", "."))


def one_line(text: object) -> str:
    """The text with a space for each line break, tab or run of spaces; a header with a break would be refused."""
    return " ".join(str(text).split())


def holds_link(text: str) -> bool:
    """Whether a program of mail would make a link of a part of it."""
    return bool(_LINK.search(text.translate(_DOTS)))


def count_links(text: str) -> int:
    """How many parts of a text of some length a program of mail would make a link of; of a bare host that reads like
    prose it is left open."""
    parts = _BETWEEN.split(text.translate(_DOTS))
    return sum(max(part.count("://"), bool(_IN_PROSE.search(part))) for part in parts)
