"""What one person may see and change: the Cités they hold a role in, the hub, or the whole network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from portal.accounts.models import User
from portal.tenancy.models import Cite, CiteGroup, network_reach
from portal.tenancy.permissions import CITE_GRANTS
from portal.tenancy.selectors import ownership


@dataclass(frozen=True, slots=True)
class TenantScope:
    """Read scope: own and shared. Write scope: own. A network role sees and changes everything.

    `is_hub`: the event team, whose own is what the network itself owns, and no Cité's.
    """

    is_network: bool
    cite_ids: frozenset[int]
    is_hub: bool = False

    def readable(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of `queryset` this person may read."""
        if self.is_network:
            return queryset
        return queryset.filter(self._own(queryset.model) | ownership.rule_for(queryset.model).shared())

    def writable(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of `queryset` this person may change."""
        if self.is_network:
            return queryset
        return queryset.filter(self._own(queryset.model))

    def can_read(self, instance: Model) -> bool:
        """Whether the row is own or shared."""
        if self.can_write(instance):
            return True
        shared = ownership.rule_for(instance.__class__).shared()
        return instance.__class__._base_manager.filter(shared, pk=instance.pk).exists()

    def can_write(self, instance: Model) -> bool:
        """Whether the row is own."""
        if self.is_network:
            return True
        if self.is_hub:
            own = ownership.rule_for(instance.__class__).of_network()
            return instance.__class__._base_manager.filter(own, pk=instance.pk).exists()
        return ownership.owner_id(instance) in self.cite_ids

    def _own(self, model: type[Model]) -> Q:
        rule = ownership.rule_for(model)
        return rule.of_network() if self.is_hub else rule.owned(self.cite_ids)


NOBODY = TenantScope(is_network=False, cite_ids=frozenset())


def scope_of(user: User | AnonymousUser) -> TenantScope:
    """The scope of a person, kept on the user object for the length of a request."""
    kept: TenantScope | None = getattr(user, "_tenant_scope", None)
    if kept is None:
        kept = user._tenant_scope = _read_scope(user)  # type: ignore[union-attr]  # a memo, like Wagtail's own
    return kept


def _read_scope(user: User | AnonymousUser) -> TenantScope:
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    reach = network_reach(user)
    if reach == "all":
        return TenantScope(is_network=True, cite_ids=frozenset())
    if reach == "hub":
        return TenantScope(is_network=False, cite_ids=frozenset(), is_hub=True)
    ids = CiteGroup.objects.filter(group__user=user).values_list("cite_id", flat=True)
    return TenantScope(is_network=False, cite_ids=frozenset(ids))


def scope_holding(user: User | AnonymousUser, names: Iterable[str]) -> TenantScope:
    """The scope of a person narrowed to the Cités where one of their roles holds any of these permissions
    ("app.codename"): Django adds up the permissions of all groups, and a moderator of one Cité may be another's editor.
    """
    scope = scope_of(user)
    if len(scope.cite_ids) < 2:
        return scope
    kept: Mapping[str, set[int]] | None = getattr(user, "_tenant_grants", None)
    if kept is None:
        kept = user._tenant_grants = _read_grants(user)  # type: ignore[union-attr]  # a memo, as the scope is
    return replace(scope, cite_ids=frozenset().union(*(kept.get(name, set()) for name in names)))


def scope_in(user: User | AnonymousUser, model: type[Model]) -> TenantScope:
    """The scope of a person in the rows of a model: narrowed where Cités' roles hold permissions of the model itself,
    which say nothing of the row."""
    options = model._meta
    names = {f"{options.app_label}.{get_permission_codename(verb, options)}" for verb in options.default_permissions}
    if any(names & grant.models for grant in CITE_GRANTS.values()):
        return scope_holding(user, names)
    return scope_of(user)


def may_for(user: User | AnonymousUser, name: str, *, cite_id: int | None) -> bool:
    """Whether a person holds a permission ("app.codename") that counts for this Cité; None: for what is the hub's."""
    if not user.has_perm(name):
        return False
    scope = scope_holding(user, [name])
    return scope.is_network or scope.is_hub or cite_id is None or cite_id in scope.cite_ids


def _read_grants(user: User | AnonymousUser) -> Mapping[str, set[int]]:
    rows = CiteGroup.objects.filter(group__user=user.pk, group__permissions__isnull=False).values_list(
        "cite_id", "group__permissions__content_type__app_label", "group__permissions__codename"
    )
    grants: defaultdict[str, set[int]] = defaultdict(set)
    for cite_id, app, codename in rows:
        grants[f"{app}.{codename}"].add(cite_id)
    return grants


def working_on(people: Iterable[User], *, about: Model) -> list[User]:
    """Those of `people` who still hold a role that reaches a row, and whom mails may tell of it: who was removed from a
    Cité stays the author of what they wrote there, and subscribed to it."""
    return [person for person in people if scope_of(person).can_write(about)]


def cites_of(user: User) -> QuerySet[Cite]:
    """The Cités in which a person holds a role, in the register's order."""
    return Cite.objects.filter(role_groups__group__user=user).distinct()
