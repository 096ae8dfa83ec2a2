"""What templates ask of an edition's programme; each tag is one selector, asked once per request."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import AccessMode
from events.models import Edition, EditionPage, PracticalEditionPage, SessionPage
from events.selectors.frames import EditionCard
from events.selectors.grid import Grid, grid_of
from events.selectors.programme import programme_around, programme_of_edition
from events.selectors.sessions import Moment, Programme, ProgrammeDay, Session
from portal.dates import clock_words, day_words

register = template.Library()


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition's page. `words` are those of its days by number."""

    edition: Edition
    programme: Programme | None
    words: dict[int, Any]


@register.simple_tag(takes_context=True)
def edition_view(context: dict[str, Any], page: EditionPage) -> EditionView:
    """Programme and people: two queries. Previews show the draft programme."""
    programme = programme_of_edition(
        edition_id=page.edition_id,
        language=context["content_language"],
        draft=bool(context.get("is_preview")),
    )
    words = {block.value["number"]: block.value for block in page.days}
    return EditionView(programme.edition if programme else page.edition, programme, words)


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session's page, with the sessions it stands beside."""

    programme: Programme
    session: Session
    siblings: tuple[Session, ...]


@register.simple_tag(takes_context=True)
def session_view(context: dict[str, Any], page: SessionPage) -> SessionView | None:
    """The session in its programme: two queries. None while no release has it."""
    draft = bool(context.get("is_preview"))
    programme = programme_around(slot_id=page.slot_id, language=context["content_language"], draft=draft)
    if programme is None:
        return None
    session = next((one for one in programme.sessions if one.slot_id == page.slot_id), None)
    return SessionView(programme, session, tuple(_siblings(session))) if session else None


def _siblings(session: Session) -> list[Session]:
    """The parts of the same session, or what is held at the same time; itself among them, alone with nobody."""
    beside = session.parent.parts if session.parent else [session, *session.simultaneous]
    return sorted(beside, key=lambda one: one.number) if len(beside) > 1 else []


@register.filter
def day_words_of(view: EditionView, day: ProgrammeDay) -> Any:
    """The words of a day, or nothing."""
    return view.words.get(day.number, {})


@register.simple_tag
def mention_beyond(mention: str | None, access: AccessMode, language: str) -> str:
    """A condition as it was printed, unless it says no more than the tag of the condition beside it."""
    if not mention or access == AccessMode.NONE:
        return mention or ""
    with translation.override(language):
        label = str(access.label)
    return "" if mention.strip("() .").casefold() == label.casefold() else mention


@register.simple_tag
def edition_of(page: PracticalEditionPage) -> Edition | None:
    """The edition that a page below its page is about, with its rooms: two queries."""
    pages = EditionPage.objects.filter(pk=page.get_parent().pk).select_related("edition")
    parent = pages.prefetch_related("edition__rooms").first()
    return parent.edition if parent else None


@register.simple_tag(takes_context=True)
def words_lang(context: dict[str, Any], language: str) -> SafeString:
    """A `lang` attribute for words of another language than the page's; nothing for words of the catalogues."""
    if not language or language == context["page_language"]:
        return SafeString("")
    return format_html(' lang="{}"', language)


@register.simple_tag(takes_context=True)
def practical_path(context: dict[str, Any], page: EditionPage) -> str:
    """Where the practical page of an edition is; empty without one. No query."""
    cards: tuple[EditionCard, ...] = context["frame"].parts["editions"].get(page.locale.language_code, ())
    return next((card.practical for card in cards if card.page_id == page.pk), "")


@register.filter
def full_day(day: datetime.date) -> str:
    """ "mercredi 19 juin 2019"."""
    return f"{day_words(day)} {day.year}"


@register.filter
def as_grid(day: ProgrammeDay) -> Grid | None:
    """The day as a grid, if it fits."""
    return grid_of(day.sessions)


@register.filter
def clock_of(moment: datetime.datetime) -> SafeString:
    """A `time` element: its words in the reader's language, its instant with offset for machines."""
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), clock_words(moment.time()))


@register.filter
def parallel_words(moment: Moment) -> str:
    """ "Three sessions at the same time"."""
    number = len(moment.sessions)
    names = {2: _("Two sessions at the same time"), 3: _("Three sessions at the same time")}
    return names.get(number) or _("%(number)s sessions at the same time") % {"number": number}


@register.filter
def overlap_words(session: Session) -> str:
    """What is said of a session that begins before others have ended; empty if none does."""
    late = session.late_start
    if late is None:
        return ""
    minutes, number = late
    return ngettext(
        "Begins %(minutes)s minutes before the end of an earlier session.",
        "Begins %(minutes)s minutes before the end of %(number)s earlier sessions.",
        number,
    ) % {"minutes": minutes, "number": number}


@register.filter
def parts_words(session: Session) -> str:
    """That the exact time isn't announced, with how many share the time of the session it is part of."""
    number = len(session.parent.parts) if session.parent else 1
    return ngettext("Not stated.", "Not stated: %(number)s sessions share this time.", number) % {"number": number}
