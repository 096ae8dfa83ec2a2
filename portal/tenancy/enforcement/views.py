"""Every class-based view of the admin lists and finds only what is own or shared.

Upstream reason: generic views start from `model._default_manager.all()` (`admin/views/generic/base.py`, choosers
in `generic/chooser.py`) and ask the policy about the model, not the instance; chosen objects are looked up without
any question. Wagtail has no hook around a view class, so three places are taken over, once, when the admin's
addresses are read: `ViewSet.construct_view` (all viewsets, those of pages included), the class inside each plain
`as_view()` of the URL configuration, and the registry of bulk actions.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import URLPattern, URLResolver
from wagtail.admin.views.bulk_action.registry import BulkActionRegistry, bulk_action_registry
from wagtail.admin.viewsets.base import ViewSet

from portal.tenancy.selectors import ownership
from portal.tenancy.selectors.scope import scope_in

LISTS = ("get_base_queryset", "get_queryset", "get_object_list", "get_objects")


def narrowed(view: Any, found: Any) -> Any:
    """The rows of a list that the person may read; what isn't a plain queryset comes back as it is."""
    if not isinstance(found, QuerySet) or found.query.is_sliced or found.query.combinator:
        return found
    if not _is_owned(found.model):
        return found
    return scope_in(view.request.user, found.model).readable(found)


def checked(view: Any, found: Any) -> Any:
    """The object, where the person may read it.

    Raises:
        Http404: it is another Cité's.
    """
    owned = isinstance(found, Model) and found.pk is not None and _is_owned(type(found))
    if owned and not scope_in(view.request.user, type(found)).can_read(found):
        raise Http404
    return found


def _is_owned(model: type[Model]) -> bool:
    try:
        ownership.rule_for(model)
    except ownership.UnownedModelError:
        return False
    return True


def _override(cls: type[Any], name: str, then: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    original = getattr(cls, name)

    @wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return then(self, original(self, *args, **kwargs))

    return method


def tenantize(cls: type[Any]) -> type[Any]:
    """A subclass of a view class that narrows what it lists and checks what it finds."""
    if "_tenantized" in cls.__dict__:
        return cls
    overrides: dict[str, Any] = {"_tenantized": True, "__module__": cls.__module__}
    for name in LISTS:
        if callable(getattr(cls, name, None)):
            overrides[name] = _override(cls, name, narrowed)
    if callable(getattr(cls, "get_object", None)):
        overrides["get_object"] = _override(cls, "get_object", checked)
    return type(cls.__name__, (cls,), overrides)


def _made_by_as_view(view: Any) -> bool:
    return {"cls", "initkwargs"} <= set(getattr(getattr(view, "__code__", None), "co_freevars", ()))


def take_over(callback: Any) -> None:
    """Put the tenantized class where the function made by `View.as_view()` keeps the class it instantiates."""
    view = inspect.unwrap(callback, stop=_made_by_as_view)
    if not _made_by_as_view(view):
        return
    cell = view.__closure__[view.__code__.co_freevars.index("cls")]
    cell.cell_contents = tenantize(cell.cell_contents)


def take_over_patterns(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Take over every class-based view below these patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            take_over_patterns(pattern.url_patterns)
        else:
            take_over(pattern.callback)


class TenantBulkActionRegistry(BulkActionRegistry):
    """Wagtail's registry, whose actions act on what is own, whatever ids were sent, "all" included."""

    def get_bulk_action_class(self, app_label: str, model_name: str, action_type: str) -> type[Any] | None:
        found = super().get_bulk_action_class(app_label, model_name, action_type)
        return None if found is None else _own_only(found)


def _own_only(action: type[Any]) -> type[Any]:
    original = action.get_actionable_objects

    @wraps(original)
    def get_actionable_objects(self: Any) -> Any:
        def get_queryset(model: Any, object_ids: Any) -> list[Any]:
            scope = scope_in(self.request.user, model)
            rows = [row for row in action.get_queryset(model, object_ids) if scope.can_write(row)]
            if not rows:
                raise PermissionDenied
            return rows

        # Shadows the class method, which knows neither the request nor the person.
        self.get_queryset = get_queryset
        return original(self)

    return type(action.__name__, (action,), {"get_actionable_objects": get_actionable_objects})


def install() -> None:
    """Take over viewsets and bulk actions; called once, from `ready()`."""
    construct = ViewSet.construct_view

    @wraps(construct)
    def construct_view(self: ViewSet, view_class: type[Any], **kwargs: Any) -> Any:
        return construct(self, tenantize(view_class), **kwargs)

    ViewSet.construct_view = construct_view
    bulk_action_registry.__class__ = TenantBulkActionRegistry
