"""What a person may be called: mails to anybody quote the name, so it carries neither lines of its own nor links."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.lines import holds_link, one_line

# Marks that turn the order of what is read after them (Unicode Standard Annex #9).
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

NOT_ONE_LINE = _("A name is one line of letters, without control characters.")
HAS_LINK = _("A name can’t hold a web or e-mail address, nor the signs < and >.")


def validate_person_name(name: str) -> None:
    """Refuse what isn't one line, and what a program of mail would make a link of.

    Raises:
        ValidationError: with the reason.
    """
    if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} or sign in _TURNING for sign in name):
        raise ValidationError(NOT_ONE_LINE, code="name_lines")
    if holds_link(name) or "<" in name or ">" in name:
        raise ValidationError(HAS_LINK, code="name_link")


def name_in_one_line(*parts: str) -> str:
    """The parts of a name one after the other, whatever an older row holds."""
    return one_line(" ".join(parts))
