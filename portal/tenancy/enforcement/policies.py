"""Permission policies that also ask whose the object is.

Wagtail decides by model ("may change closures") or by place in a tree; only the latter keeps Cités apart. Every
policy, Wagtail's, a library's or our own, is given the same second question: own for what changes, own or shared
for what is viewed and chosen.

Upstream reason: `wagtail.permissions.policy_registry` (Wagtail 8) is where all policies are looked up, but it has
no hook to wrap one, and the views ask `user_has_permission_for_instance` of them only in part (PR #14398, "still
to do"). So the registry's class is replaced when the first app is ready, before any viewset creates a fallback,
and each policy gets a subclass in place: modules that imported the object itself hold the same one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet
from wagtail import permissions
from wagtail.models import Collection, Site
from wagtail.permissions import PolicyRegistry, policy_registry

from portal.tenancy.selectors.scope import TenantScope, scope_holding, scope_of

# Actions that leave the object as it is: shared ones are open to all for these.
READING = frozenset({"view", "choose"})


def _in_scope(scope: TenantScope, actions: Iterable[str], instance: Model) -> bool:
    """Whether the row is within reach; one that isn't saved yet is nobody's."""
    if scope.is_network or instance.pk is None:
        return True
    return scope.can_read(instance) if READING.intersection(actions) else scope.can_write(instance)


def _narrowed(scope: TenantScope, actions: Iterable[str], rows: QuerySet[Any]) -> QuerySet[Any]:
    return scope.readable(rows) if READING.intersection(actions) else scope.writable(rows)


class TenantPolicyMixin:
    """In front of any policy. `users_with_…` stay: they name recipients, from grants that provisioning makes."""

    def _scope(self, user: Any, actions: Iterable[str]) -> TenantScope:
        """Permissions of models are added up by Django over all groups; here each counts in its group's own Cité."""
        if not isinstance(self, permissions.ModelPermissionPolicy):
            return scope_of(user)
        return scope_holding(user, [self._get_permission_name(action) for action in actions])

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        allowed = super().user_has_permission_for_instance(user, action, instance)  # type: ignore[misc]
        return bool(allowed) and _in_scope(self._scope(user, [action]), [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        # Some policies take this apart into single actions, others answer at once; both end here.
        wanted = list(actions)
        allowed = super().user_has_any_permission_for_instance(user, wanted, instance)  # type: ignore[misc]
        return bool(allowed) and _in_scope(self._scope(user, wanted), wanted, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        wanted = list(actions)
        rows = super().instances_user_has_any_permission_for(user, wanted)  # type: ignore[misc]
        return _narrowed(self._scope(user, wanted), wanted, rows)

    def instances_user_has_permission_for(self, user: Any, action: str) -> QuerySet[Any]:
        rows = super().instances_user_has_permission_for(user, action)  # type: ignore[misc]
        return _narrowed(self._scope(user, [action]), [action], rows)


class _WithCollections:
    """For policies of files: the collections offered in lists and forms."""

    def collections_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Collection]:
        wanted = list(actions)
        rows = super().collections_user_has_any_permission_for(user, wanted)  # type: ignore[misc]
        return _narrowed(scope_of(user), wanted, rows)


class _WithSites:
    """For policies of settings, which are asked about the Site as often as about the row."""

    def sites_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Site]:
        rows = super().sites_user_has_any_permission_for(user, list(actions))  # type: ignore[misc]
        return scope_of(user).writable(rows)


class _WithPages:
    """For the policy of pages: what the explorer leads through, the ancestors of one's own included."""

    def explorable_instances(self, user: Any) -> QuerySet[Any]:
        rows = super().explorable_instances(user)  # type: ignore[misc]
        return scope_of(user).readable(rows)


@cache
def _scoped_class(cls: type[Any]) -> type[Any]:
    parts: list[type[Any]] = [TenantPolicyMixin]
    for method, mixin in (
        ("collections_user_has_any_permission_for", _WithCollections),
        ("sites_user_has_any_permission_for", _WithSites),
        ("explorable_instances", _WithPages),
    ):
        if hasattr(cls, method):
            parts.append(mixin)
    return type(cls.__name__, (*parts, cls), {"__module__": cls.__module__})


def scoped(policy: Any) -> Any:
    """The same policy object, asking whose the object is too. A policy of no model is left alone."""
    if isinstance(policy, TenantPolicyMixin) or not isinstance(policy, permissions.BasePermissionPolicy):
        return policy
    if getattr(policy, "_model_or_name", None) is None:
        return policy
    policy.__class__ = _scoped_class(type(policy))  # type: ignore[arg-type]  # a class is hashable; Any hides it
    return policy


class TenantPolicyRegistry(PolicyRegistry):
    """Wagtail's registry, whose every answer is scoped."""

    def get_by_type(self, cls: type[Model], fallback: bool = True) -> Any:
        return scoped(super().get_by_type(cls, fallback))

    def register(self, cls: type[Model], value: Any = None, exact_class: bool = False) -> None:
        super().register(cls, scoped(value), exact_class)


def install() -> None:
    """Replace the registry's class; from the first app's `ready()`, before anything asks it."""
    policy_registry.__class__ = TenantPolicyRegistry


def wrap_registered() -> None:
    """Scope what was registered without the registry being asked since; from the last app's `ready()`.

    Modules such as `wagtail.permissions` hold policies by name and ask them directly.
    """
    for registered in (
        policy_registry.values_by_class,
        policy_registry.values_by_exact_class,
        policy_registry.fallback_policies,
    ):
        for policy in registered.values():
            scoped(policy)
