"""One person's data, shown or erased because they ask for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.personal.registry import PERSONAL
from portal.personal.selectors import responsible_for
from portal.tenancy.models import Cite, Network


def export_person(*, email: str, cite_ids: Collection[int | None], user: User) -> dict[str, list[dict[str, Any]]]:
    """Everything these Cités hold of whoever wrote with this address, by kind; what each row shows is its `columns`.

    Raises:
        PermissionDenied: the user isn't responsible for one of them.
    """
    _check(user, cite_ids)
    found, names = {}, dict(Cite.objects.values_list("pk", "short_name"))
    for kind, data in PERSONAL.items():
        rows = data.of_cites(data.of_person(email), cite_ids)
        found[kind] = [_named(row, data.cite, names) for row in data.shown(rows, email)]
    _note("personal.export", cite_ids, user, {kind: len(rows) for kind, rows in found.items()})
    return found


def erase_person(*, email: str, cite_ids: Collection[int | None], user: User) -> int:
    """Erase everything these Cités hold of whoever wrote with this address, and nothing of another's; how much.

    Raises:
        PermissionDenied: the user isn't responsible for one of them.
    """
    _check(user, cite_ids)
    with transaction.atomic():
        erased = {
            kind: data.remove_person(data.of_cites(data.of_person(email), cite_ids), email)
            for kind, data in PERSONAL.items()
        }
        _note("personal.erase", cite_ids, user, erased)
    return sum(erased.values())


def _check(user: User, cite_ids: Collection[int | None]) -> None:
    if not cite_ids or not set(cite_ids) <= responsible_for(user):
        raise PermissionDenied


def _named(row: dict[str, Any], cite: str, names: dict[int, str]) -> dict[str, Any]:
    return {"cite": names.get(row[cite], ""), **{name: value for name, value in row.items() if name != cite}}


def _note(action: str, cite_ids: Collection[int | None], user: User, numbers: dict[str, int]) -> None:
    """In the log of each Cité: that it was done and to how much, never the address."""
    for place in [*Cite.objects.filter(pk__in=[pk for pk in cite_ids if pk is not None])]:
        log(instance=place, action=action, user=user, data={"numbers": numbers})
    network = Network.objects.first() if None in cite_ids else None
    if network is not None:
        log(instance=network, action=action, user=user, data={"numbers": numbers})
