"""One check over all operations, Wagtail's included: unknown parameters, limits, tokens.

View-mode decorators of Ninja wrap the bound `Operation.run`, so they see the operation and run before
validation. Ninja itself would ignore a parameter it doesn't know.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja.operation import Operation
from ninja.params.models import QueryModel
from wagtail.models import APIToken

from portal.headless.problems import problem
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.scope import scope_of

Run = Callable[..., HttpResponseBase]
MAX_LIMIT = 100
# Beyond it no database counts.
MAX_OFFSET = 2**31 - 1
# Fields Wagtail's listing takes as filters from the raw query, outside its schema; those we promise.
EXTRA: dict[str, tuple[str, ...]] = {"pages_list": ("slug", "title"), "pages_find": ()}


def operation_of(run: Run) -> Operation:
    """The operation behind a view-mode decorator's argument, whatever was wrapped around it before."""
    return inspect.unwrap(run).__self__


def query_names(operation: Operation) -> set[str]:
    """The query parameters an operation declares."""
    names = set((operation.openapi_extra or {}).get("x-filters", ()))
    for model in operation.models:
        if issubclass(model, QueryModel):
            names |= set(getattr(model, "__ninja_flatten_map__", None) or model.model_fields)
    return names | set(EXTRA.get(operation.operation_id or "", ()))


def strict(run: Run) -> Run:
    """Refuse an unknown parameter with 400, naming it and the nearest known one, and a bad limit or site with 422."""
    known = query_names(operation_of(run))

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        for name in request.GET:
            if name not in known:
                return _unknown(name, known)
        return _bad_value(request) or run(request, **kwargs)

    return checked


def no_tenant_tokens(run: Run) -> Run:
    """Refuse a token of anyone but the network's roles: tokens have no scopes yet that a Cité could be held to."""

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        header = request.headers.get("Authorization", "")
        kind, _space, key = header.partition(" ")
        if kind.lower() == "bearer" and key:
            token = APIToken.objects.select_related("user").filter(
                key_hash__in=APIToken.candidate_key_hashes(key), revoked_at__isnull=True
            )
            owner = token.first()
            if owner is not None and not scope_of(owner.user).is_network:
                return problem(status=403, detail="Tokens are for roles of the network only.")
        return run(request, **kwargs)

    return checked


def _unknown(name: str, known: set[str]) -> HttpResponseBase:
    near = difflib.get_close_matches(name, sorted(known), 1, 0.5)
    error = {
        "type": "unknown_parameter",
        "loc": ["query", name],
        "msg": f"Unknown parameter “{name}”." + (f" Did you mean “{near[0]}”?" if near else ""),
        **({"nearest": near[0]} if near else {}),
    }
    return problem(status=400, detail=f"Unknown parameter “{name}”", errors=[error])


def _bad_value(request: HttpRequest) -> HttpResponseBase | None:
    """What Wagtail's own operations would answer with 400 or 404: a limit too high, a site nobody has."""
    limit, site = request.GET.get("limit", ""), request.GET.get("site")
    if limit.isdecimal() and int(limit) > MAX_LIMIT:
        return _refusal("limit", "less_than_equal", f"limit is {limit}; it can't be over {MAX_LIMIT}")
    offset = request.GET.get("offset", "")
    if offset.isdecimal() and int(offset[:20]) > MAX_OFFSET:
        return _refusal("offset", "less_than_equal", f"offset can't be over {MAX_OFFSET}")
    if site is not None and site.partition(":")[0] not in hosts.table().sites:
        return _refusal("site", "unknown_site", f"No site answers under “{site}”; /sites/public/ lists them.")
    return None


def _refusal(name: str, kind: str, message: str) -> HttpResponseBase:
    error = {"type": kind, "loc": ["query", name], "msg": message}
    return problem(status=422, detail="Validation failed", errors=[error])
