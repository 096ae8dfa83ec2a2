"""What one person may see and change: the Cités they hold a role in, or the whole network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from portal.accounts.models import User
from portal.tenancy.models import Cite, CiteGroup
from portal.tenancy.selectors import ownership


@dataclass(frozen=True, slots=True)
class TenantScope:
    """Read scope: own and shared. Write scope: own. A network role sees and changes everything."""

    is_network: bool
    cite_ids: frozenset[int]

    def readable(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of `queryset` this person may read."""
        if self.is_network:
            return queryset
        rule = ownership.rule_for(queryset.model)
        return queryset.filter(rule.owned(self.cite_ids) | rule.shared())

    def writable(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of `queryset` this person may change."""
        if self.is_network:
            return queryset
        return queryset.filter(ownership.rule_for(queryset.model).owned(self.cite_ids))

    def can_read(self, instance: Model) -> bool:
        """Whether the row is own or shared."""
        return self.can_write(instance) or (
            not self.is_network
            and type(instance)
            ._base_manager.filter(ownership.rule_for(type(instance)).shared(), pk=instance.pk)
            .exists()
        )

    def can_write(self, instance: Model) -> bool:
        """Whether the row is own."""
        return self.is_network or ownership.owner_id(instance) in self.cite_ids


def scope_of(user: User | AnonymousUser) -> TenantScope:
    """The scope of a person, kept on the user object for the length of a request."""
    kept: TenantScope | None = getattr(user, "_tenant_scope", None)
    if kept is None:
        if not user.is_authenticated or not user.is_active:
            kept = TenantScope(is_network=False, cite_ids=frozenset())
        elif user.is_superuser or user.has_perm("tenancy.access_network"):
            kept = TenantScope(is_network=True, cite_ids=frozenset())
        else:
            ids = CiteGroup.objects.filter(group__user=user).values_list("cite_id", flat=True)
            kept = TenantScope(is_network=False, cite_ids=frozenset(ids))
        user._tenant_scope = kept  # type: ignore[union-attr]  # a memo, like Wagtail's own on the user
    return kept


def cites_of(user: User) -> QuerySet[Cite]:
    """The Cités in which a person holds a role, in the register's order."""
    return Cite.objects.filter(role_groups__group__user=user).distinct()
