"""The one place of changes to wagtail-localize's classes, which no setting or subclass reaches.

Upstream reason, wagtail-localize: `StringTranslation.get_comment` writes the date by `strftime`, in English whatever
the language; goes when it writes it as Django does.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as upstream_words  # not "_": these are not messages of the portal
from wagtail_localize.models import StringTranslation

from portal.dates import date_words


def comment_in_words(string: StringTranslation) -> str | None:
    """How and when a string was translated, in upstream's words and the reader's language."""
    values = {"tool_name": string.tool_name, "date": date_words(timezone.localdate(string.updated_at))}
    if string.tool_name:
        template = upstream_words("Translated with {tool_name} on {date}")
    elif string.translation_type == StringTranslation.TRANSLATION_TYPE_MANUAL:
        template = upstream_words("Translated manually on {date}")
    elif string.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        template = upstream_words("Machine translated on {date}")
    else:
        return None
    return template.format(**values)


def write_dates_in_words() -> None:
    """In the editor of translations."""
    StringTranslation.get_comment = comment_in_words
