"""Alerts by mail: their links, the site they belong to, what is new for them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation

from portal.selectors.frames import SiteFrame, frame_of
from portal.tenancy.middleware import interface_language
from portal.tenancy.selectors import hosts
from search.enums import Frequency
from search.models import InitiativeIndexPage, SearchAlert
from search.selectors.cards import Card
from search.selectors.following import Followed
from search.selectors.labels import Labels

# How long the link of a confirmation holds, and what is asked for without it.
CONFIRM_DAYS = 7
CONFIRM, STOP = "search.alerts.confirm", "search.alerts.stop"
HOUR = 6
# What came into sight a little before the last look may have been committed after it.
OVERLAP = datetime.timedelta(hours=1)
MOST = 500


def confirm_token(alert: SearchAlert) -> str:
    """The key of a confirmation. Used once: what is confirmed isn't confirmed again."""
    return signing.dumps([alert.uid.hex, alert.language], salt=CONFIRM)


def stop_token(alert: SearchAlert) -> str:
    """The key that stops an alert; it is the same in every mail and doesn't run out, as mails don't."""
    return signing.Signer(salt=STOP).sign_object([alert.uid.hex, alert.language])


@dataclass(frozen=True, slots=True)
class Link:
    """What a link of a mail says; `is_over` where it has run out."""

    uid: str
    language: str
    is_over: bool = False


def read_confirm(token: str) -> Link | None:
    """What the key of a confirmation says; None where nobody here has signed it."""
    try:
        uid, language = signing.loads(token, salt=CONFIRM)
        signing.loads(token, salt=CONFIRM, max_age=datetime.timedelta(days=CONFIRM_DAYS))
    except signing.SignatureExpired:
        return Link(uid, language, is_over=True)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Link(uid, language)


def read_stop(token: str) -> Link | None:
    """The same of the key that stops an alert."""
    try:
        uid, language = signing.Signer(salt=STOP).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Link(uid, language)


def alert_of(link: Link) -> SearchAlert | None:
    """The alert a link names, on whatever site it was made: who has the link has the right."""
    return SearchAlert.objects.filter(uid=link.uid).first()


def home_of(alert: SearchAlert) -> hosts.SiteRow | None:
    """The site an alert was made on, suspended or not; None where there is none any more."""
    table = hosts.table()
    return table.by_cite(alert.cite_id) if alert.cite_id else table.hub


def site_of(alert: SearchAlert) -> hosts.SiteRow | None:
    """The same; None while it is suspended, too."""
    row = home_of(alert)
    return None if row is None or row.suspended else row


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert as pages and mails speak of it, with absolute addresses on its own site.

    `question` quotes what was typed, `outline` doesn't: the mail that asks for the confirmation may reach anybody.
    """

    alert: SearchAlert
    frame: SiteFrame
    language: str
    question: str
    outline: str
    results_url: str
    confirm_url: str
    stop_url: str

    @property
    def site_name(self) -> str:
        return self.frame.identity.name

    @property
    def confirm_days(self) -> int:
        return CONFIRM_DAYS


def view_of(alert: SearchAlert, row: hosts.SiteRow, *, said_in: str = "") -> AlertView:
    """Everything that is said of an alert made on this site; no query once the frames are kept.

    `said_in` is the language of the page that speaks of it, if not the alert's own.
    """
    hub = hosts.table().hub
    frame = frame_of(row)
    language = alert.language if alert.language in row.languages else row.default_language
    followed = Followed.read(alert.query, language=language, cite_id=alert.cite_id)
    page = frame.find(language, InitiativeIndexPage._meta.label)
    path = page.path if page else f"/{language}/"
    labels = Labels.of(frame_of(hub) if hub else None, said_in or language)
    with translation.override(interface_language(said_in or language)):  # a worker speaks its own
        question, outline = followed.words(labels), followed.outline(labels)
    return AlertView(
        alert=alert,
        frame=frame,
        language=language,
        question=question,
        outline=outline,
        results_url=f"{row.root_url}{path}{followed.params.address(order=None)}".rstrip("?"),
        confirm_url=row.root_url + reverse("alert_confirm", args=[confirm_token(alert)]),
        stop_url=row.root_url + reverse("alert_stop", args=[stop_token(alert)]),
    )


def followed_by(alert: SearchAlert) -> Followed:
    """The question of an alert, in its language."""
    return Followed.read(alert.query, language=alert.language, cite_id=alert.cite_id)


def unseen(alert: SearchAlert, *, now: datetime.datetime) -> list[int]:
    """Numbers of the documents that came into sight and that the person wasn't told of; two queries at most."""
    since = (alert.seen_at or now) - OVERLAP
    told = set(alert.told)
    return [number for number in followed_by(alert).newest(since=since, limit=MOST) if number not in told]


def public_cards(alert: SearchAlert, ids: Sequence[int]) -> list[Card]:
    """Those of these documents that anyone may see on the alert's site now; one query."""
    return followed_by(alert).cards(ids)


def next_due(frequency: str, *, after: datetime.datetime) -> datetime.datetime:
    """The next morning, or the morning of the next Monday, by the network's clock."""
    zone = timezone.get_default_timezone()
    local = after.astimezone(zone)
    day = local.date()
    if local.hour >= HOUR:
        day += datetime.timedelta(days=1)
    if frequency == Frequency.WEEKLY:
        day += datetime.timedelta(days=-day.weekday() % 7)
    return datetime.datetime.combine(day, datetime.time(HOUR), tzinfo=zone)
