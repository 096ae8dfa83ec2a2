"""Recording and taking away events, one history at a time."""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction
from wagtail.log_actions import log

from label.models import DatedEvent
from portal.accounts.models import User
from portal.tenancy.models import Cite

Event = TypeVar("Event", bound=DatedEvent)


def hold_history(*, cite_id: int) -> None:
    """Make others who change this Cité's histories wait until the transaction ends.

    Two events may each be legal after what is there, and not together.
    """
    Cite.objects.select_for_update().filter(pk=cite_id).first()


def record_event(*, event: Event, user: User | None = None) -> Event:
    """Save a new event of the label or the membership, or a changed one.

    Raises:
        ValidationError: it lacks something, or the history with it breaks the rules; the message says why.
    """
    with transaction.atomic():
        if event.cite_id is not None:
            hold_history(cite_id=event.cite_id)
        is_new = event.pk is None
        event.full_clean()
        event.save()
        log(instance=event, action="wagtail.create" if is_new else "wagtail.edit", user=user)
    return event


def remove_event(*, event: DatedEvent, user: User | None = None) -> None:
    """Take away an event that nothing rests on.

    Raises:
        ValidationError: an event that is left would have nothing to follow; the message names it.
    """
    with transaction.atomic():
        assert event.cite_id is not None  # noqa: S101  # it is saved
        hold_history(cite_id=event.cite_id)
        event.check_removal()
        log(instance=event, action="wagtail.delete", user=user)
        event.delete()
