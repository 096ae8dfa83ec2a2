"""Receiving a message, telling the Cité, marking it answered."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.contacts.models import ContactMessage
from portal.contacts.selectors import messages_for, purge_date
from portal.contacts.services.mail import mail_notice
from portal.personal.registry import key_of
from portal.tenancy.models import Cite


def receive_message(*, cite: Cite, name: str, email: str, body: str, language: str) -> ContactMessage:
    """Keep a message until the day the Cité's setting gives, and tell the Cité in the same transaction."""
    with transaction.atomic():
        message = ContactMessage.objects.create(
            cite=cite,
            name=name,
            email=email,
            email_key=key_of(email),
            body=body,
            language=language,
            purge_on=purge_date(site_id=cite.site_id, received=cite.local_date()),
        )
        mail_notice.enqueue(message.pk)
    return message


def mark_handled(*, message: ContactMessage, user: User) -> None:
    """Note that somebody has answered.

    Raises:
        PermissionDenied: the message isn't of a Cité they manage.
    """
    if not messages_for(user).filter(pk=message.pk).exists():
        raise PermissionDenied
    with transaction.atomic():
        ContactMessage.objects.filter(pk=message.pk, handled_at=None).update(handled_at=timezone.now(), handled_by=user)
        log(instance=message.cite, action="contacts.handled", user=user, data={"message": message.pk})


def shorten_retention(*, site_id: int, days: int) -> int:
    """Bring forward the end of messages that would be kept longer than the setting now says; how many."""
    return bring_forward(ContactMessage.objects.filter(cite__site=site_id), days=days)


def bring_forward(rows: QuerySet[Any], *, days: int) -> int:
    """The same for any rows with `cite`, `received_at` and `purge_on`."""
    changed = 0
    for row in rows.select_related("cite"):
        wanted = row.cite.local_date(row.received_at) + datetime.timedelta(days=days)
        if wanted < row.purge_on:
            row.purge_on = wanted
            row.save(update_fields=["purge_on"])
            changed += 1
    return changed
