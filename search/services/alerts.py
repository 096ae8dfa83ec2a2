"""Asking for an alert, confirming it, stopping it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from portal.personal.registry import key_of, keys_of
from portal.services.throttle import DAY, is_within, mailbox_of
from portal.tenancy.selectors import hosts
from search.models import SearchAlert
from search.selectors.alerts import CONFIRM_DAYS, next_due, unseen
from search.services.alert_mail import mail_confirmation

# Attempts of a day: from one connection on one site, and for one mailbox anywhere.
FROM_NETWORK = 20
TO_ADDRESS = 5


def may_ask(*, site_id: int, client: str, email: str) -> bool:
    """Count an attempt from a connection and for an address, and say whether neither is one too many."""
    by_network = is_within(FROM_NETWORK, purpose="alerts", client=client, seconds=DAY, about=str(site_id))
    by_address = is_within(TO_ADDRESS, purpose="alerts-to", client=key_of(mailbox_of(email)), seconds=DAY)
    return by_network and by_address


def ask_for_alert(*, row: hosts.SiteRow, language: str, query: str, email: str, frequency: str) -> SearchAlert:
    """Keep what is asked for until its confirmation has run out, and send the link in the same transaction.

    The same is done whether or not the address has an alert already: nobody learns which addresses have one.
    """
    with transaction.atomic():
        alert = SearchAlert.objects.create(
            cite_id=row.cite_id,
            language=language,
            query=query,
            email=email,
            email_key=key_of(email),
            frequency=frequency,
            # The link works into the last day, which isn't over when rows are erased.
            purge_on=timezone.localdate() + datetime.timedelta(days=CONFIRM_DAYS + 1),
        )
        mail_confirmation.enqueue(alert.pk)
    return alert


def confirm_alert(*, alert: SearchAlert, now: datetime.datetime | None = None) -> SearchAlert | None:
    """Begin to follow; the alert that holds from now on, None where it was confirmed before or is gone.

    Everything there is at this moment is known.

    An alert for the same search that the address has already takes over how often; the new one goes, so that the
    links in mails of the first go on working and nobody is told twice.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        fresh = SearchAlert.objects.select_for_update(of=("self",)).filter(pk=alert.pk, confirmed_at=None).first()
        if fresh is None:
            return None
        former = (
            SearchAlert.objects.select_for_update(of=("self",))
            .filter(cite=fresh.cite, email_key__in=keys_of(fresh.email), confirmed_at__isnull=False)
            .filter(language=fresh.language, query=fresh.query)
            .first()
        )
        due = next_due(fresh.frequency, after=moment)
        if former is not None:
            former.frequency, former.due_at = fresh.frequency, due
            former.save(update_fields=["frequency", "due_at"])
            fresh.delete()
            return former
        fresh.confirmed_at = fresh.seen_at = moment
        fresh.purge_on, fresh.due_at = None, due
        # Within what will be looked at again: it is there already.
        fresh.told = unseen(fresh, now=moment)
        fresh.save()
    return fresh


def stop_alert(*, uid: str) -> None:
    """Erase an alert, confirmed or not, with whatever else the address asked for of the same search: a link of another
    mail would bring it back. Harmless where there is none."""
    alert = SearchAlert.objects.filter(uid=uid).first()
    if alert is not None:
        same = SearchAlert.objects.filter(cite=alert.cite, query=alert.query, email_key__in=keys_of(alert.email))
        same.delete()
