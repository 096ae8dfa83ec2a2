"""On whose behalf an admin request runs: noted by the guard for forms and titles, which know nothing of a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Model

from portal.tenancy.selectors.scope import TenantScope

_acting: ContextVar[TenantScope | None] = ContextVar("acting", default=None)


@contextmanager
def nobody_acting() -> Iterator[None]:
    """Around each request: what the guard notes inside ends with it."""
    token = _acting.set(None)
    try:
        yield
    finally:
        _acting.reset(token)


def acting_as(scope: TenantScope) -> None:
    """Note on whose behalf the rest of this request runs; the network's roles need no note."""
    _acting.set(scope)


def acting_scope() -> TenantScope | None:
    """The scope noted; None outside the admin and for the network's roles."""
    return _acting.get()


def shows_draft(instance: Model) -> bool:
    """Whether what isn't published yet of an object may be shown to whoever acts."""
    scope = acting_scope()
    return scope is None or instance.pk is None or scope.can_write(instance)
