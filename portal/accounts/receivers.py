"""Enrolling a factor proves it for the session it happens in; every change of roles is written down."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.mfa.signals import authenticator_added
from django.db.models.signals import m2m_changed
from django.http import HttpRequest
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.accounts.selectors import FACTOR_ADDED
from portal.tenancy.enums import NetworkRole
from portal.tenancy.models import CiteGroup, Network, NetworkGroup

GIVEN, TAKEN = "accounts.role_given", "accounts.role_taken"
ACTIONS = {"post_add": GIVEN, "pre_remove": TAKEN, "pre_clear": TAKEN}


def note_factor(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """`authenticator_added`, sent after the commit."""
    request.session[FACTOR_ADDED] = user.pk


def note_roles(
    sender: type, instance: Any, action: str, reverse: bool, pk_set: Collection[int] | None, **kwargs: Any
) -> None:
    """`m2m_changed` of a person's groups: whichever way a role came or went, the log says so.

    The entry is the Cité's (or the network's), so that its manager reads it; the actor is the one of Wagtail's
    log context, or nobody where a command did it.
    """
    if action not in ACTIONS:
        return
    if reverse:
        people = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
        groups: Collection[int] = [instance.pk]
    else:
        people = [instance]
        groups = set(instance.groups.values_list("pk", flat=True)) if pk_set is None else pk_set
    if groups:
        _note(ACTIONS[action], list(people), groups)


def _note(action: str, people: Collection[User], groups: Collection[int]) -> None:
    spaces: list[tuple[Any, str]] = [
        (entry.cite, entry.role) for entry in CiteGroup.objects.filter(group__in=groups).select_related("cite")
    ]
    teams = NetworkGroup.objects.filter(group__in=groups).exclude(role=NetworkRole.MEMBERS)
    roles = list(teams.values_list("role", flat=True))
    network = Network.objects.first() if roles else None
    spaces += [(network, role) for role in roles if network is not None]
    for space, role in spaces:
        for person in people:
            log(instance=space, action=action, data={"person": person.pk, "name": str(person), "role": role})


def connect() -> None:
    """Connect the receivers; called once, from `ready()`."""
    authenticator_added.connect(note_factor, dispatch_uid="accounts.factor")
    m2m_changed.connect(note_roles, sender=User.groups.through, dispatch_uid="accounts.roles")
