"""What a translator finds after signing in: the pages that wait, each a click from its translation."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from portal.dashboard.registry import Line, ListPanel
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.scope import may_for
from portal.translating.links import SUBMIT, language_words, submit_url
from portal.translating.selectors import Waiting, WaitingTranslation, translation_work

SHOWN = 12


def to_translate_panel(request: HttpRequest, cite: Cite | None) -> Component | None:
    """What waits for translation on a Cité's site, on the hub for the network's teams."""
    row = hosts.table().by_cite(cite.pk) if cite else hosts.table().hub
    may_submit = may_for(request.user, SUBMIT, cite_id=cite.pk if cite else None)
    if row is None or len(row.languages) < 2 or not may_submit:
        return None
    work = translation_work(path=row.container["path"], languages=row.languages)
    waiting = work.waiting
    intro = ngettext(
        "%(number)s page waits for its translation.", "%(number)s pages wait for their translation.", len(waiting)
    ) % {"number": len(waiting)}
    return ListPanel(
        name="to_translate",
        heading=_("To translate"),
        icon="wagtail-localize-language",
        intro=intro if waiting else "",
        lines=[Line(one.title, _url(one), _note(one), one.language) for one in waiting[:SHOWN]],
        empty=_nothing_waits(work.as_they_are),
        more=(_("The translations under way"), reverse("wagtail_localize:translations_report")),
    )


def _nothing_waits(as_they_are: int) -> str:
    if not as_they_are:
        return _("Everything public is translated.")
    return ngettext(
        "Nothing waits for its translation. %(number)s public page has none and is shown in its own language.",
        "Nothing waits for its translation. %(number)s public pages have none and are shown in their own language.",
        as_they_are,
    ) % {"number": as_they_are}


def _url(waiting: WaitingTranslation) -> str:
    if waiting.target_id is None:
        return submit_url(waiting.page_id, into=waiting.into)
    if waiting.why is Waiting.CHANGED and waiting.source_id is not None:
        return reverse("wagtail_localize:update_translations", args=[waiting.source_id])
    return reverse("wagtailadmin_pages:edit", args=[waiting.target_id])


def _note(waiting: WaitingTranslation) -> str:
    words = {
        Waiting.MISSING: _("%(language)s: not translated yet"),
        Waiting.BEGUN: _("%(language)s: begun, not public yet"),
        Waiting.CHANGED: _("%(language)s: the page has changed since"),
    }
    return words[waiting.why] % {"language": language_words(waiting.into)}
