"""Changing and taking roles of one space."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.selectors.members import (
    groups_for,
    is_last_manager,
    manages_people,
    may_manage,
    member_of,
    roles_of,
)
from portal.accounts.services.errors import PeopleError
from portal.accounts.services.invitations import check_gift
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite, CiteGroup


def change_roles(
    *, by: User, user: User, cite: Cite | None, roles: Collection[str], without_manager: bool = False
) -> None:
    """Give a person of a space exactly these roles there; what they are elsewhere stays.

    `without_manager` says that leaving the Cité without a manager is meant; only the label team may.

    Raises:
        PermissionDenied: `by` may not give these roles, or `user` holds none in the space: they are invited first.
        PeopleError: no role is left, or nobody would manage the Cité.
    """
    check_gift(by, cite=cite, roles=roles)
    _set(by=by, user=user, cite=cite, roles=roles, without_manager=without_manager)


def remove_member(*, by: User, user: User, cite: Cite | None, without_manager: bool = False) -> None:
    """Take all of a person's roles in one space; the account and what they are elsewhere stay.

    Raises:
        PermissionDenied: `by` doesn't manage the space, or `user` holds no role in it.
        PeopleError: nobody would manage the Cité.
    """
    if not may_manage(by, cite=cite):
        raise PermissionDenied
    _set(by=by, user=user, cite=cite, roles=(), without_manager=without_manager)


def _set(*, by: User, user: User, cite: Cite | None, roles: Collection[str], without_manager: bool) -> None:
    kept = [role for role in roles_of(cite) if role in roles]
    with transaction.atomic():
        if cite is not None:
            # Two managers who remove each other at once would leave none.
            list(CiteGroup.objects.select_for_update().filter(cite=cite, role=CiteRole.MANAGER))
        member = member_of(cite=cite, user_id=user.pk)
        if member is None:
            raise PermissionDenied
        if cite is not None and is_last_manager(user, cite=cite, kept=kept):
            _refuse_to_orphan(by, meant=without_manager)
        if cite is None and user == by and not user.is_superuser and not kept:
            raise PeopleError(_("You can’t take your own last role; ask a colleague to do it."))
        user.groups.remove(*groups_for(set(member.roles) - set(kept), cite=cite))
        user.groups.add(*groups_for(set(kept) - set(member.roles), cite=cite))


def _refuse_to_orphan(by: User, *, meant: bool) -> None:
    if not manages_people(by):
        raise PeopleError(_("Nobody else manages this Cité. Make another person manager first, or ask the label team."))
    if not meant:
        raise PeopleError(_("Nobody else manages this Cité. Confirm that it is to be left without a manager."))
