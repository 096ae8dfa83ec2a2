"""Who works where, and who may say so.

A *space* is a Cité or, where None stands for it, the network: both have roles, people and invitations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import Count, Q, QuerySet

from portal.accounts.models import User
from portal.tenancy.enums import NETWORK_TEAMS, CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup, NetworkGroup

MANAGE_PEOPLE = "accounts.manage_people"
Role = CiteRole | NetworkRole


@dataclass(frozen=True, slots=True)
class Member:
    """A person with the roles they hold in one space."""

    user: User
    roles: tuple[Role, ...]


def roles_of(cite: Cite | None) -> tuple[Role, ...]:
    """The roles a space has."""
    return NETWORK_TEAMS if cite is None else tuple(CiteRole)


def manages_people(user: User) -> bool:
    """Whether the person manages people of the whole network: the label team and operators."""
    return user.is_active and (user.is_superuser or user.has_perm(MANAGE_PEOPLE))


def managed_cites(user: User) -> QuerySet[Cite]:
    """The Cités whose people this person may invite and remove."""
    if manages_people(user):
        return Cite.objects.filter(role_groups__isnull=False).distinct()
    if not user.is_active:
        return Cite.objects.none()
    return Cite.objects.filter(role_groups__role=CiteRole.MANAGER, role_groups__group__user=user).distinct()


def may_manage(user: User, *, cite: Cite | None) -> bool:
    """Whether this person may invite people to a space, change their roles there and remove them."""
    if cite is None:
        return manages_people(user)
    return managed_cites(user).filter(pk=cite.pk).exists()


def groups_for(roles: Iterable[Role | str], *, cite: Cite | None) -> list[Group]:
    """The groups that hold these roles of a space."""
    wanted = [str(role) for role in roles]
    if cite is None:
        return [entry.group for entry in NetworkGroup.objects.filter(role__in=wanted).select_related("group")]
    return [entry.group for entry in CiteGroup.objects.filter(cite=cite, role__in=wanted).select_related("group")]


def members_of(*, cite: Cite | None) -> list[Member]:
    """The people who hold a role in a space, by name, closed accounts last; two queries."""
    teams, roles = NetworkGroup.objects.filter(role__in=NETWORK_TEAMS), CiteGroup.objects.filter(cite=cite)
    rows = teams if cite is None else roles
    held: dict[int, set[str]] = {}
    for user_id, role in rows.filter(group__user__isnull=False).values_list("group__user", "role"):
        held.setdefault(user_id, set()).add(role)
    people = User.objects.filter(pk__in=held).order_by("-is_active", "last_name", "first_name", "pk")
    return [Member(user, tuple(role for role in roles_of(cite) if role in held[user.pk])) for user in people]


def member_of(*, cite: Cite | None, user_id: int) -> Member | None:
    """One person of a space, or None where they hold no role in it."""
    return next((member for member in members_of(cite=cite) if member.user.pk == user_id), None)


def is_last_manager(user: User, *, cite: Cite, kept: Collection[Role] = ()) -> bool:
    """Whether a Cité would have no manager with an open account left if the person kept only these roles."""
    if CiteRole.MANAGER in kept:
        return False
    managers = User.objects.filter(
        is_active=True, groups__cite_role__cite=cite, groups__cite_role__role=CiteRole.MANAGER
    )
    return managers.filter(pk=user.pk).exists() and not managers.exclude(pk=user.pk).exists()


def with_numbers(cites: QuerySet[Cite]) -> QuerySet[Cite]:
    """The Cités with how many people hold a role in each, and how many of these are managers."""
    open_account = Q(role_groups__group__user__is_active=True)
    return cites.annotate(
        people=Count("role_groups__group__user", filter=open_account, distinct=True),
        managers=Count(
            "role_groups__group__user",
            filter=open_account & Q(role_groups__role=CiteRole.MANAGER),
            distinct=True,
        ),
    ).order_by("country", "short_name", "pk")
