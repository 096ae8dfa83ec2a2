"""Sessions of an edition as calendar entries."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.enums import AccessMode
from events.exports.ical import CalendarEntry, aware
from events.selectors.sessions import Programme, Session, Speaker

Address = Callable[[Session], str]


def entries_of(programme: Programme, sessions: Iterable[Session], address: Address) -> Iterator[CalendarEntry]:
    """Entries in the order of the programme.

    An end that isn't announced is the expected one: a calendar needs a length, a page must not show it. The
    parts of a session without a time of their own take up its time, as the programme has them.
    """
    for session in sessions:
        url = address(session)
        yield CalendarEntry(
            uid=session.uid,
            sequence=session.sequence,
            revised_at=_revised_at(session),
            starts=session.starts,
            ends=session.over,
            summary=_summary(session),
            status=session.status,
            description=_description(session, url),
            location=", ".join(part for part in (_place(session), programme.edition.venue) if part),
            url=url,
            categories=_categories(session),
            language=session.language,
        )


def _revised_at(session: Session) -> datetime.datetime:
    """When facts or words were last published."""
    assert session.revised_at is not None  # noqa: S101  # a release has it
    changed = session.words.get("changed_at")
    return max(session.revised_at, aware(changed)) if changed else session.revised_at


def _summary(session: Session) -> str:
    label = session.words.get("label", "")
    subtitle = session.words.get("subtitle", "")
    title = f"{label}\u00a0: {session.title}" if label else session.title
    return f"{title}, {subtitle}" if subtitle and session.simultaneous else title


def _place(session: Session) -> str:
    return str(session.words.get("place") or session.room)


def _categories(session: Session) -> list[str]:
    found = [str(session.kind.label)]
    if session.access != AccessMode.NONE:
        found.append(str(session.access.label))
    return found


def _description(session: Session, url: str) -> str:
    lines = [session.words.get("subtitle", ""), session.words.get("lead", "")]
    lines += [_speaker(speaker) for speaker in session.speakers]
    if session.ends is None:
        lines.append(_("The end isn’t announced; the one here is only expected."))
    return "\n".join([*(line for line in lines if line), url]).strip()


def _speaker(speaker: Speaker) -> str:
    words = ", ".join([speaker.name, *(["; ".join(speaker.functions)] if speaker.functions else [])])
    return f"{words} ({pgettext('speaker', 'to be confirmed')})" if speaker.tentative else words
