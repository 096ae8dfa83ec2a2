"""The part of the log a person may read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.accounts.selectors.members import managed_cites, manages_people
from portal.audit.receivers import CITE
from portal.tenancy.selectors.scope import scope_of


def readable_cites(user: User) -> set[int] | None:
    """The Cités whose log a person reads: those they manage; None for the network's roles, who read all of it."""
    if scope_of(user).is_network or manages_people(user):
        return None
    return set(managed_cites(user).values_list("pk", flat=True))


def may_read(user: User) -> bool:
    """Whether there is anything for this person to read."""
    cites = readable_cites(user)
    return cites is None or bool(cites)


def entries_of(model: Any, *, cite_ids: Collection[int] | None) -> QuerySet[Any]:
    """Entries of one of Wagtail's log models that concern these Cités; None: all."""
    entries: QuerySet[Any] = model.objects.all()
    if cite_ids is None:
        return entries
    condition = Q(pk__in=())
    for cite_id in cite_ids:
        condition |= Q(**{f"data__{CITE}": cite_id})
    return entries.filter(condition)
