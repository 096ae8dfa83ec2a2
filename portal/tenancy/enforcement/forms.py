"""Every form of the admin offers, and takes, only what the person may refer to.

A choice among rows is narrowed to own and shared ones, the row's own place (Cité, site, collection, parent) to
own ones. A forged id, in a choice, a chooser, a stream or rich text, is refused before the form is validated:
showing it again with its errors would print the other Cité's title. In a choice, an id that is taken by nobody is
refused alike: nobody learns which are.

Upstream reason: Wagtail builds forms in some forty places, from class attributes, factories and by hand, and each
`ModelChoiceField` takes any row of its model; a chooser's dialog is filtered, the form behind it isn't (issue
#9714). Whatever form it is, Django reaches a field through `BaseForm.__getitem__`, to validate and to render; so
that is where it is held, for requests that the guard has let through and for no other.
"""

from __future__ import annotations

from contextlib import suppress
from functools import wraps
from typing import Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm, ModelChoiceField
from django.forms.boundfield import BoundField

from portal.tenancy.selectors import ownership
from portal.tenancy.selectors.acting import acting_scope
from portal.tenancy.selectors.references import References
from portal.tenancy.selectors.scope import TenantScope
from portal.upstream.posted import known_numbers, reading


def hold(form: BaseForm, name: str, scope: TenantScope) -> None:
    """Narrow one field of a form, once.

    Raises:
        PermissionDenied: what was sent for it names a row out of reach.
    """
    held: set[str] = form.__dict__.setdefault("_tenant_held", set())
    if name in held or name not in form.fields:
        return
    held.add(name)
    field: Any = form.fields[name]
    if isinstance(field, ModelChoiceField) and field.queryset is not None:
        _hold_choice(form, name, field, scope)
    elif form.is_bound:
        _hold_content(form, name, field, scope)


def _hold_choice(form: BaseForm, name: str, field: Any, scope: TenantScope) -> None:
    rows: QuerySet[Any] = field.queryset
    if _rule(rows.model) is None:
        return
    decides = name == _owner_field(form)
    if form.is_bound:
        key = field.to_field_name or "pk"
        sent = _sent(rows.model, key, _raw(form, name, field))
        named = rows.model._base_manager.filter(**{f"{key}__in": sent})
        allowed = scope.writable(named) if decides else scope.readable(named)
        beyond = sent - set(allowed.values_list(key, flat=True))
        # A row that isn't there is refused as another's is; but a draft's own may be in its revision only.
        if beyond and (named.filter(**{f"{key}__in": beyond}).exists() or beyond - {row.pk for row in rows.all()}):
            raise PermissionDenied
    field.queryset = scope.writable(rows) if decides else scope.readable(rows)
    if decides and scope.cite_ids:
        # Empty would mean the network's, or every site's.
        field.required = True
        if field.initial is None and len(field.queryset) == 1:
            field.initial = field.queryset[0].pk


def _hold_content(form: BaseForm, name: str, field: Any, scope: TenantScope) -> None:
    """Streams and rich text, by what their model field says they refer to."""
    extract = getattr(_model_field(form, name), "extract_references", None)
    if extract is None:
        return
    value = _raw(form, name, field)
    if value:
        references = References()
        with reading():
            named = known_numbers(extract(value))
        for model, pk in named:
            references.add(model, pk)
        if references.beyond(scope.readable) or references.ahead():
            raise PermissionDenied


def _raw(form: BaseForm, name: str, field: Any) -> Any:
    return field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))


def _sent(model: type[Model], key: str, raw: Any) -> set[Any]:
    """The ids in what was sent; what can't be an id is left to the field, which says so."""
    values = raw if isinstance(raw, list | tuple) else [raw]
    field: Any = model._meta.pk if key == "pk" else model._meta.get_field(key)
    ids = set()
    for value in values:
        with suppress(ValidationError, ValueError, TypeError):
            number = field.to_python(value)
            field.run_validators(number)
            ids.add(number)
    return ids - {None, ""}


def _rule(model: type[Model]) -> ownership.OwnerRule | None:
    try:
        return ownership.rule_for(model)
    except ownership.UnownedModelError:
        return None


def _owner_field(form: BaseForm) -> str | None:
    """The field of a model form that decides whose the row is."""
    model = getattr(getattr(form, "_meta", None), "model", None)
    rule = _rule(model) if model is not None else None
    if isinstance(rule, ownership.ByCollection):
        return "collection"
    return getattr(rule, "name", None)


def _model_field(form: BaseForm, name: str) -> Any:
    model = getattr(getattr(form, "_meta", None), "model", None)
    try:
        return model._meta.get_field(name) if model is not None else None
    except FieldDoesNotExist:
        return None


def install() -> None:
    """Put `hold` in front of `BaseForm.__getitem__`; called once, from `ready()`."""
    reach = BaseForm.__getitem__

    @wraps(reach)
    def held(self: BaseForm, name: str) -> BoundField:
        scope = acting_scope()
        if scope is not None:
            hold(self, name, scope)
        return reach(self, name)

    BaseForm.__getitem__ = held  # type: ignore[method-assign]  # the one override of Django's
