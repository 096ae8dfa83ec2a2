"""What a programme is made of when it is read: people, sessions, moments, days."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from events.enums import SPOKEN, AccessMode, EventStatus, SessionKind
from events.models import Edition, ScheduleRelease
from events.selectors.lines import OFF


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person in one session, with the functions announced for it. `language` is that of the functions."""

    uid: uuid.UUID
    name: str
    initials: str
    role: str
    role_label: str
    tentative: bool
    functions: tuple[str, ...]
    language: str


@dataclass(slots=True)
class Session:
    """One session. Times are wall times with their zone; `ends` is None where no end is announced.

    `revised_at` is None in a draft, which nobody has in a calendar.
    """

    uid: uuid.UUID
    slot_id: int
    number: int
    parent_uid: uuid.UUID | None
    kind: SessionKind
    status: EventStatus
    access: AccessMode
    own_access: bool
    arrangement: str
    group: str
    day: int
    starts: datetime.datetime
    ends: datetime.datetime | None
    over: datetime.datetime
    time_is_own: bool
    room: str
    seats: int | None
    sequence: int
    revised_at: datetime.datetime | None
    is_rest: bool
    words: dict[str, Any]
    path: str
    speakers: tuple[Speaker, ...]
    parts: list[Session] = field(default_factory=list)
    overlaps: list[Session] = field(default_factory=list)
    parent: Session | None = None

    @property
    def title(self) -> str:
        """Its title; without a page, its kind."""
        return str(self.words.get("title") or self.kind.label)

    @property
    def language(self) -> str:
        """The language of its words, empty where they come from the catalogues."""
        return str(self.words.get("language", ""))

    @property
    def kicker(self) -> str:
        """Its label where it has one, else its kind."""
        return str(self.words.get("label") or self.kind.label)

    @property
    def kicker_language(self) -> str:
        """The language of the kicker, empty for a kind, whose name comes from the catalogues."""
        return self.language if self.words.get("label") else ""

    @property
    def is_off(self) -> bool:
        return self.status in OFF

    @property
    def is_spoken(self) -> bool:
        """Whether somebody is expected to speak, so that nobody being named is worth a word."""
        return self.kind in SPOKEN

    @property
    def is_changed(self) -> bool:
        return self.status != EventStatus.SCHEDULED

    @property
    def is_tentative(self) -> bool:
        """Whether anybody is announced to be confirmed."""
        return any(speaker.tentative for speaker in self.speakers)

    @property
    def places(self) -> list[str]:
        """Places or parts, one each."""
        return str(self.words.get("places", "")).splitlines()

    @property
    def remarks(self) -> list[str]:
        """Remarks on the source, one each."""
        return str(self.words.get("remarks", "")).splitlines()

    @property
    def late_start(self) -> tuple[int, int] | None:
        """Minutes before the end of sessions that began earlier, and their number; None without an overlap."""
        earlier = [other for other in self.overlaps if other.starts < self.starts]
        if not earlier:
            return None
        first_end = min(other.over for other in earlier)
        return int((first_end - self.starts).total_seconds() // 60), len(earlier)

    @property
    def simultaneous(self) -> list[Session]:
        """Sessions that begin with it."""
        return [other for other in self.overlaps if other.starts == self.starts]


@dataclass(frozen=True, slots=True)
class Moment:
    """Sessions that begin at the same time, one mostly."""

    sessions: tuple[Session, ...]

    @property
    def starts(self) -> datetime.datetime:
        return self.sessions[0].starts

    @property
    def ends(self) -> datetime.datetime | None:
        """The latest announced end, None where one of them has none."""
        ends = [session.ends for session in self.sessions]
        return None if None in ends else max(end for end in ends if end is not None)


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """One day with its condition."""

    number: int
    date: datetime.date
    access: AccessMode
    moments: tuple[Moment, ...]

    @property
    def is_today(self) -> bool:
        """Whether it is this day there."""
        return timezone.localdate(timezone=self.moments[0].starts.tzinfo) == self.date

    @property
    def sessions(self) -> list[Session]:
        """Its sessions without those inside others."""
        return [session for moment in self.moments for session in moment.sessions]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person in the list of people, with each session they take part in."""

    name: str
    initials: str
    uid: uuid.UUID
    sessions: tuple[tuple[Session, Speaker], ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything of an edition's programme."""

    edition: Edition
    release: ScheduleRelease | None
    days: tuple[ProgrammeDay, ...]
    sessions: tuple[Session, ...]

    def session_of(self, uid: uuid.UUID) -> Session | None:
        """One session."""
        return next((session for session in self.sessions if session.uid == uid), None)

    @property
    def people(self) -> list[Appearance]:
        """Everyone who takes part, by name."""
        found: dict[uuid.UUID, list[tuple[Session, Speaker]]] = {}
        for session in self.sessions:
            for speaker in session.speakers:
                found.setdefault(speaker.uid, []).append((session, speaker))
        listed = [Appearance(rows[0][1].name, rows[0][1].initials, uid, tuple(rows)) for uid, rows in found.items()]
        return sorted(listed, key=lambda person: person.name)
