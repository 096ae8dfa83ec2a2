"""One marked row of every model for every owner that can have one."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Model
from wagtail.models import Page, get_page_models

from portal.models import ArticlePage
from portal.tenancy.models import StructuralPage
from portal.tenancy.rules import NETWORK_ONLY_APPS
from portal.tenancy.selectors import ownership
from tests.isolation.exceptions import PUBLIC_MODELS, is_public
from tests.isolation.markers.filling import is_text, needs_value, required_value, text_value
from tests.isolation.markers.owners import PUBLIC_ROOT, Owner, Tokens

Factory = Callable[[Owner], Any]
_factories: dict[type[Model], Factory] = {}
# Ids of markers lie far apart, so that the id of one model's row is that of no other's.
FIRST_ID, STEP = 1_000_000, 10_000
# The person who makes the others' rows, then the draft that most addresses name.
FIRST_OF_ALL: list[type[Model]] = [get_user_model(), ArticlePage]


class MarkerError(AssertionError):
    """No row of a model could be made for an owner: register a factory with `@marker_for`."""


class NotOwnableError(LookupError):
    """An owner can't have rows of this model: a Cité none of the network's, and the other way round."""


def marker_for(model: type[Model] | str) -> Callable[[Factory], Factory]:
    """Register the function that makes a model's marked row for an owner; it may return several, or None."""

    def register(factory: Factory) -> Factory:
        _factories[apps.get_model(model) if isinstance(model, str) else model] = factory
        return factory

    return register


def spread_ids() -> None:
    """Let each table count on from a number of its own."""
    tables = {model._meta.db_table: model._meta.pk for model in apps.get_models(include_auto_created=True)}
    for number, (table, pk) in enumerate(sorted(tables.items(), key=lambda entry: entry[0])):
        if isinstance(pk, models.AutoField | models.BigAutoField):
            _count_from(table, str(pk.column), FIRST_ID + number * STEP)


def _count_from(table: str, column: str, first: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, first])


def build_markers(owners: list[Owner]) -> None:
    """Make them all; what can't be made for any owner that could have it is an error naming the model."""
    for module in pkgutil.iter_modules([os.path.dirname(__file__)]):
        importlib.import_module(f"tests.isolation.markers.{module.name}")
    for owner in owners:
        owner.make = lambda model, owner=owner: make_for(owner, model)
    for owner in owners:
        for model in FIRST_OF_ALL:
            owner.get(model)
    for model in apps.get_models():
        if _is_upstream(model) and model not in _factories:
            continue
        made = [owner for owner in owners if _made(owner, model)]
        if not made:
            reasons = "; ".join(f"{owner.name}: {owner.missing.get(model, 'not ownable')}" for owner in owners)
            raise MarkerError(f"no marked row of {model._meta.label} could be made ({reasons}); use @marker_for")


def _is_upstream(model: type[Model]) -> bool:
    """Tables of libraries that only the network's roles see, some of them unused here."""
    rule = ownership.rule_for(model)
    return model._meta.app_label in NETWORK_ONLY_APPS and isinstance(rule, ownership.OfNetwork)


def _made(owner: Owner, model: type[Model]) -> bool:
    try:
        return owner.get(model) is not None
    except NotOwnableError:
        return False
    except (IntegrityError, LookupError, ValueError, TypeError, ValidationError) as error:
        owner.missing[model] = f"{type(error).__name__}: {error}"
        return False


def make_for(owner: Owner, model: type[Model]) -> Any:
    """Make, check and keep a marked row."""
    with transaction.atomic():
        if model in _factories:
            made = _factories[model](owner)
        elif issubclass(model, Page):
            made = make_page_marker(owner, model)
        else:
            made = make_row(owner, model)
    rows = [row for row in (made if isinstance(made, list | tuple) else [made]) if row is not None]
    if not rows:
        raise NotOwnableError(model._meta.label)
    for row in rows:
        _check_owner(owner, row)
    owner.keep(*rows)
    return rows[0]


def _check_owner(owner: Owner, row: Any) -> None:
    expected = owner.cite.pk if owner.cite else None
    found = ownership.owner_id(row)
    if found != expected:
        raise MarkerError(f"the marked {row._meta.label} of {owner.name} belongs to {found}, by its ownership rule")


def tokens_for(owner: Owner, model: type[Model], parent: Any = None) -> Tokens:
    """Words that must not be seen by others, or such that may, for rows that are public by design."""
    public = model in PUBLIC_MODELS or (parent is not None and is_public(parent))
    shared = owner.cite is None and ownership.rule_for(model).shared() not in (ownership.NOTHING,)
    return Tokens(PUBLIC_ROOT) if public or shared else owner.tokens


def make_row(owner: Owner, model: type[Model], **given: Any) -> Any:
    """A row of a plain model, tied to its owner by its rule."""
    values, parent = _tie(owner, model)
    values.update(given)
    tokens = tokens_for(owner, model, parent)
    for field in model._meta.concrete_fields:
        if field.name in values or field.attname in values:
            continue
        if isinstance(field, models.ForeignKey):
            if needs_value(field):
                values[field.name] = _related(owner, field.related_model)
        elif is_text(field) and field.editable and not field.primary_key and not field.has_default():
            value = text_value(field, tokens())
            if value is not None or needs_value(field):
                values[field.name] = value or required_value(field, tokens())
        elif needs_value(field):
            values[field.name] = required_value(field, tokens())
    row = model(**values)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        return _mark_existing(owner, model, tokens, error)
    return row


def _tie(owner: Owner, model: type[Model]) -> tuple[dict[str, Any], Any]:
    """The values that make a row the owner's, and the row it hangs on."""
    rule = ownership.rule_for(model)
    if isinstance(rule, ownership.OfNetwork):
        if owner.cite is not None:
            raise NotOwnableError(model._meta.label)
        return {}, None
    if isinstance(rule, ownership.BySite | ownership.ByCite):
        return _tie_directly(owner, model, rule)
    if isinstance(rule, ownership.ByCollection):
        return {"collection": owner.collection}, None
    if isinstance(rule, ownership.ByParent):
        parent = owner.get(rule.parent if not issubclass(rule.parent, Page) else _page_model(model, rule.name))
        return {rule.name: parent}, parent
    if isinstance(rule, ownership.ByObject):
        return _tie_to_object(owner, model, rule), None
    raise LookupError(f"the rule {type(rule).__name__} says nothing of how to make a row")


def _tie_directly(owner: Owner, model: type[Model], rule: Any) -> tuple[dict[str, Any], Any]:
    target = owner.site if isinstance(rule, ownership.BySite) else owner.cite
    if target is None and not model._meta.get_field(rule.name).null:
        raise NotOwnableError(model._meta.label)
    return {rule.name: target}, None


def _tie_to_object(owner: Owner, model: type[Model], rule: Any) -> dict[str, Any]:
    page = owner.get(Page)
    values: dict[str, Any] = {"object_id": str(page.pk)}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is ContentType:
            base = field.name == rule.type_name
            values[field.name] = ContentType.objects.get_for_model(Page if base else type(page))
    return values


def _page_model(model: type[Model], name: str) -> type[Model]:
    related = model._meta.get_field(name).related_model
    return related if isinstance(related, type) else Page


def _related(owner: Owner, model: Any) -> Any:
    """A row to refer to: the owner's, or one the network shares."""
    if model is ContentType:
        return ContentType.objects.get_for_model(type(owner.get(Page)))
    try:
        return owner.get(model)
    except (NotOwnableError, LookupError):
        shared = model._base_manager.filter(ownership.rule_for(model).shared()).first()
        if shared is None:
            raise
        return shared


def _mark_existing(owner: Owner, model: type[Model], tokens: Tokens, error: IntegrityError) -> Any:
    """A row that can exist once per owner is there already: write words into it."""
    rule = ownership.rule_for(model)
    owned = rule.owned([owner.cite.pk]) if owner.cite else rule.of_network()
    row = model._base_manager.filter(owned).first()
    if row is None:
        raise LookupError(f"{error}, and there is none of the owner's to mark") from error
    fields = [field for field in model._meta.concrete_fields if is_text(field) and field.editable and not field.unique]
    marked = {field.attname: text_value(field, tokens()) for field in fields}
    values = {name: value for name, value in marked.items() if value is not None}
    if values:
        model._base_manager.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
    return row


def make_page_marker(owner: Owner, model: type[Page]) -> Any:
    """A draft that was never published; of pages that stand once, the live one with a secret draft."""
    existing = model.objects.descendant_of(owner.container, inclusive=True).first()
    if issubclass(model, StructuralPage) or not model.is_creatable:
        return _draft_of(owner, existing)
    parent = parent_for(owner, model)
    if parent is None or not model.can_create_at(parent):
        return _draft_of(owner, existing)
    token = owner.tokens()
    page = model(title=token, slug=token, live=False, locale=parent.locale, **_page_values(owner, model))
    parent.add_child(instance=page)
    page.save_revision(user=owner.user)
    return type(page).objects.get(pk=page.pk)


def _page_values(owner: Owner, model: type[Page], *, required: bool = True) -> dict[str, Any]:
    inherited = {field.name for field in Page._meta.concrete_fields}
    values: dict[str, Any] = {"search_description": owner.tokens()}
    for field in model._meta.concrete_fields:
        if field.name in inherited or field.primary_key:
            continue
        if isinstance(field, models.ForeignKey):
            if required and needs_value(field):
                values[field.name] = _related(owner, field.related_model)
        elif is_text(field) and field.editable:
            value = text_value(field, owner.tokens())
            if value is not None or (required and needs_value(field)):
                values[field.name] = value or required_value(field, owner.tokens())
        elif required and needs_value(field):
            values[field.name] = required_value(field, owner.tokens())
    return values


def _draft_of(owner: Owner, page: Page | None) -> Any:
    if page is None:
        raise NotOwnableError("no such page stands below this owner's container")
    if page.depth == owner.container.depth:
        return page.specific
    page = page.specific
    for name, value in _page_values(owner, type(page), required=False).items():
        setattr(page, name, value)
    page.title = owner.tokens()
    page.save_revision(user=owner.user, clean=False)
    return type(page).objects.get(pk=page.pk)


def parent_for(owner: Owner, model: type[Page]) -> Page | None:
    """A page the model may stand under, made if need be."""
    allowed = [cls for cls in model.allowed_parent_page_models() if cls is not Page]
    below = Page.objects.descendant_of(owner.container, inclusive=True)
    for cls in allowed:
        found = below.type(cls).order_by("depth", "path").first()
        if found is not None:
            return found.specific
    for cls in allowed:
        if cls is not model and not issubclass(cls, StructuralPage):
            try:
                return Page.objects.get(pk=owner.get(cls).pk).specific
            except (NotOwnableError, LookupError):
                continue
    return None


def page_models() -> list[type[Page]]:
    """Every kind of page that can be made or edited."""
    return [model for model in get_page_models() if model is not Page]
