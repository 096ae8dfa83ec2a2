"""Mails of alerts: the link that confirms, and what is new, each mail once.

A mail is noted before it leaves and crossed off after. If the process dies between the two nobody can know whether it
left: the same mail, with the same Message-ID, is then sent again an hour later, and the person's mail server knows it.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator, Sequence
from email.headerregistry import Address
from email.utils import parseaddr
from itertools import islice
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from portal.lines import one_line
from portal.mail import AUTOMATIC
from portal.tenancy.middleware import interface_language
from portal.tenancy.selectors import hosts
from search.models import SearchAlert
from search.selectors.alerts import AlertView, next_due, public_cards, site_of, unseen, view_of
from search.selectors.cards import Card

log = logging.getLogger(__name__)
BATCH = 50
LISTED = 20
# Until then nobody else takes up a mail that is under way; the next run after it does.
LEASE = datetime.timedelta(minutes=50)
# Numbers of documents kept as told: years of the busiest search.
KEPT = 2000
# After so many refusals in a row there is no such mailbox.
REFUSALS = 5


class MailNotSentError(RuntimeError):
    """The server didn't take a mail; says the kind of fault only, for the server's words hold the address."""


@task(queue_name="mail")
def mail_confirmation(alert_id: int) -> int:
    """Send the link that confirms; none where the alert is erased or confirmed meanwhile, or its site is gone.

    Raises:
        MailNotSentError: the server doesn't take mails now; the queue tries again.
    """
    alert = SearchAlert.objects.filter(pk=alert_id, confirmed_at=None).first()
    row = site_of(alert) if alert else None
    if alert is None or row is None:
        return 0
    view = view_of(alert, row)
    with translation.override(interface_language(view.language)):
        subject = _("Confirm: new initiatives by mail, %(site)s") % {"site": view.site_name}
        body = render_to_string("search/mail/confirm.txt", {"view": view})
    try:
        return _message(view, subject, body).send()
    except SMTPRecipientsRefused:
        return 0
    except (SMTPException, OSError) as error:
        raise MailNotSentError(type(error).__name__) from None


def due_batches(*, now: datetime.datetime | None = None) -> Iterator[list[int]]:
    """Numbers of the alerts whose turn it is, the longest waiting first."""
    found = SearchAlert.objects.filter(confirmed_at__isnull=False, due_at__lte=now or timezone.now())
    numbers = iter(list(found.order_by("due_at", "pk").values_list("pk", flat=True)))
    while batch := list(islice(numbers, BATCH)):
        yield batch


@task(queue_name="mail")
def send_batch(alert_ids: list[int]) -> int:
    """Send each its mail over one connection; how many left. What fails for one is no fault of the others.

    Raises:
        MailNotSentError: no server answers; nothing was taken up, and the queue tries again.
    """
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        raise MailNotSentError(type(error).__name__) from None
    try:
        return sum(send_alert(alert_id, connection=connection) for alert_id in alert_ids)
    finally:
        connection.close()


def send_alert(alert_id: int, *, connection: Any = None, now: datetime.datetime | None = None) -> bool:
    """Send what is new to one person, if it is their turn; whether a mail left.

    Only what anyone may see at this moment is in it. An alert without news waits for its next turn.
    """
    moment = now or timezone.now()
    alert = _take_up(alert_id, moment)
    if alert is None or alert.outgoing is None:
        return False
    row = site_of(alert)
    if row is None:  # suspended this very moment: it stays under way
        return False
    cards = public_cards(alert, alert.outgoing["ids"])
    if not cards:
        _cross_off(alert, (), moment)
        return False
    try:
        _news(alert, view_of(alert, row), cards, connection).send()
    except (SMTPException, OSError) as error:
        _not_sent(alert, error, connection)
        return False
    _cross_off(alert, [card.id for card in cards], moment)
    return True


def _take_up(alert_id: int, now: datetime.datetime) -> SearchAlert | None:
    """Note the mail before it is sent, and that this process is at it; None where there is nothing to send."""
    with transaction.atomic():
        due = SearchAlert.objects.select_for_update(of=("self",)).filter(confirmed_at__isnull=False, due_at__lte=now)
        alert = due.filter(pk=alert_id).first()
        if alert is None or site_of(alert) is None:
            return None
        if alert.outgoing is None:
            alert.outgoing = {"ids": unseen(alert, now=now), "until": now.isoformat()}
        alert.due_at = now + LEASE
        if not alert.outgoing["ids"]:
            _cross_off(alert, (), now)
            return None
        alert.save(update_fields=["outgoing", "due_at"])
    return alert


def _cross_off(alert: SearchAlert, told: Sequence[int], now: datetime.datetime) -> None:
    """Note that a mail left, or that none was needed; nothing where the alert was stopped meanwhile."""
    assert alert.outgoing is not None  # noqa: S101  # taken up before
    SearchAlert.objects.filter(pk=alert.pk).update(
        told=[*alert.told, *told][-KEPT:],
        seen_at=datetime.datetime.fromisoformat(alert.outgoing["until"]),
        outgoing=None,
        due_at=next_due(alert.frequency, after=now),
        sent=alert.sent + bool(told),
        refused=0,
    )


def _not_sent(alert: SearchAlert, error: Exception, connection: Any) -> None:
    """It stays under way. A mailbox that is refused again and again is nobody's: its alert is erased."""
    log.warning("The mail of alert %s was not sent: %s", alert.pk, type(error).__name__)
    if isinstance(error, SMTPRecipientsRefused):
        if alert.refused + 1 >= REFUSALS:
            SearchAlert.objects.filter(pk=alert.pk).delete()
        else:
            SearchAlert.objects.filter(pk=alert.pk).update(refused=alert.refused + 1)
    elif connection is not None:
        connection.close()  # the next one opens it anew


def _news(alert: SearchAlert, view: AlertView, cards: Sequence[Card], connection: Any) -> EmailMessage:
    number = len(cards)
    with translation.override(interface_language(view.language)):
        subject = ngettext("%(site)s: %(number)s new initiative", "%(site)s: %(number)s new initiatives", number) % {
            "site": view.site_name,
            "number": number,
        }
        listed = [(card, address_of(card)) for card in cards[:LISTED]]
        context = {"view": view, "number": number, "listed": listed, "more": number - len(listed)}
        message = _message(view, subject, render_to_string("search/mail/news.txt", context), connection)
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message.extra_headers |= {
        "Message-ID": f"<alert-{alert.uid.hex}-{alert.sent + 1}@{host}>",
        # RFC 8058: stopped by one click in the mail program, without a page.
        "List-Unsubscribe": f"<{view.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return message


def _message(view: AlertView, subject: str, body: str, connection: Any = None) -> EmailMessage:
    """A mail in the name of the alert's site; a title with a line break would be refused as a forged header."""
    sender = str(Address(one_line(view.site_name), addr_spec=parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    return EmailMessage(
        one_line(subject),
        body,
        sender,
        [view.alert.email],
        headers={**AUTOMATIC, "Content-Language": view.language},
        connection=connection,
    )


def address_of(card: Card) -> str:
    """Where an initiative is at home, without a request at hand."""
    row = hosts.table().by_cite(card.cite_id)
    return row.root_url + card.path if row else ""
