"""One check over all operations, Wagtail's included: unknown parameters, keys of bodies, limits, tokens.

View-mode decorators of Ninja wrap the bound `Operation.run`, so they see the operation and run before
validation. Ninja itself would ignore a parameter or a key it doesn't know.
"""

from __future__ import annotations

import difflib
import inspect
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja.operation import Operation
from ninja.params.models import BodyModel, QueryModel
from pydantic import BaseModel, RootModel
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


def list_names(operation: Operation) -> set[str]:
    """Those of them that take several values."""
    models = [model for model in operation.models if issubclass(model, QueryModel)]
    return {name for model in models for name in getattr(model, "__ninja_collection_fields__", ())}


def body_names(operation: Operation) -> set[str] | None:
    """The keys that the body of an operation may have; None where they hang on the class of a page."""
    names: set[str] = set()
    for model in operation.models:
        if issubclass(model, BodyModel):
            alone = getattr(model, "__read_from_single_attr__", None)
            schema: Any = model.model_fields[alone].annotation if alone else model
            if not inspect.isclass(schema) or not issubclass(schema, BaseModel) or issubclass(schema, RootModel):
                return None
            names |= {field.alias or name for name, field in schema.model_fields.items()}
    return names


def strict(run: Run) -> Run:
    """Refuse with 400 an unknown parameter, naming it and the nearest known one; with 422 unknown keys of a body, a bad
    limit or site, and a second value of what takes one."""
    known, keys = query_names(operation_of(run)), body_names(operation_of(run))
    lists = list_names(operation_of(run))

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        for name in request.GET:
            if name not in known:
                return _unknown("parameter", ["query", name], known, status=400)
            if name not in lists and len(request.GET.getlist(name)) > 1:
                return _refusal(name, "repeated", f"{name} takes one value")
        wrong = None if keys is None else _bad_body(request, keys)
        return wrong or _bad_value(request) or run(request, **kwargs)

    return checked


def no_tenant_tokens(run: Run) -> Run:
    """Refuse a token of anyone but the network's roles: tokens have no scopes yet that a Cité could be held to.

    One that is unknown, revoked or of a closed account is said to be, and not answered as a visitor (RFC 6750, 3.1).
    """

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        header = request.headers.get("Authorization", "")
        kind, _space, key = header.partition(" ")
        if kind.lower() == "bearer":
            token = APIToken.objects.select_related("user").filter(
                key_hash__in=APIToken.candidate_key_hashes(key), revoked_at__isnull=True
            )
            owner = token.first() if key else None
            if owner is None or not owner.user.is_active:
                refused = problem(status=401, detail="This token is unknown or revoked.")
                refused.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
                return refused
            if not scope_of(owner.user).is_network:
                return problem(status=403, detail="Tokens are for roles of the network only.")
        return run(request, **kwargs)

    return checked


def _bad_body(request: HttpRequest, known: set[str]) -> HttpResponseBase | None:
    """What Ninja would take for an empty object: a body that is none, and keys it doesn't know. No JSON it refuses."""
    if request.method in ("GET", "HEAD") or not request.body:
        return None
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict):
        error = {"type": "dict_type", "loc": ["body"], "msg": "The body is a JSON object."}
        return problem(status=422, detail="Validation failed", errors=[error])
    name = next((name for name in sent if name not in known), None)
    return None if name is None else _unknown("key", ["body", name], known, status=422)


def _unknown(what: str, loc: list[str], known: set[str], *, status: int) -> HttpResponseBase:
    name = loc[-1]
    near = difflib.get_close_matches(name, sorted(known), 1, 0.5)
    error = {
        "type": f"unknown_{what}",
        "loc": loc,
        "msg": f"Unknown {what} “{name}”." + (f" Did you mean “{near[0]}”?" if near else ""),
        **({"nearest": near[0]} if near else {}),
    }
    return problem(status=status, detail=f"Unknown {what} “{name}”", errors=[error])


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
