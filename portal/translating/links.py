"""The ways from a page to its translations, for its menu, its editor and the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.tenancy.selectors.ownership import owner_id
from portal.tenancy.selectors.scope import may_for
from portal.translating.selectors import is_translatable, languages_of, translations_of

SUBMIT = "wagtail_localize.submit_translation"


@dataclass(frozen=True, slots=True)
class TranslationLink:
    """A link; `is_new` where there is no translation yet."""

    label: str
    url: str
    is_new: bool


def submit_url(page_id: int, *, into: str) -> str:
    """Where a page is handed to its translators, the language chosen."""
    address = reverse("wagtail_localize:submit_page_translation", args=[page_id])
    return f"{address}?{urlencode({'select_locale': into})}"


def may_submit(user: Any, page: Page) -> bool:
    """Whether a person may begin translations of this page: by a role in its own Cité."""
    return may_for(user, SUBMIT, cite_id=owner_id(page))


def language_words(code: str) -> str:
    """A language's name in that of the interface."""
    return str(get_language_info(code)["name_translated"])


def translation_links(page: Page, user: Any) -> list[TranslationLink]:
    """For each further language of the page's site: begin the translation, where this person may, or open it.

    No link to begin for a page that is itself an alias: its source is what is translated.
    """
    if not is_translatable(page):
        return []
    found = translations_of(page)
    submits = may_submit(user, page)
    links = []
    for code in languages_of(page):
        if code == page.locale.language_code:
            continue
        if code in found:
            label = _("Open the translation: %(language)s") % {"language": language_words(code)}
            links.append(TranslationLink(label, reverse("wagtailadmin_pages:edit", args=[found[code]]), is_new=False))
        elif submits:
            label = _("Translate into %(language)s") % {"language": language_words(code)}
            links.append(TranslationLink(label, submit_url(page.alias_of_id or page.pk, into=code), is_new=True))
    return links
