"""Whose is this? One registry, model to rule; the owner is derived and never stored twice.

A rule answers about a model: which rows a set of Cités owns, which rows the network shares with all of them,
which rows are the network's own, and who owns one row. Apps register the rules of their models in `ready()`; a
model without one fails the system check `tenancy.E002`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from wagtail.models import Collection as FileCollection
from wagtail.models import Page, PageViewRestriction

from portal.tenancy.enums import NetworkRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.spans import (
    TenantSpan,
    cite_id_of_collection_path,
    cite_id_of_path,
    cite_of_collection,
    spans,
)

__all__ = [
    "ByCite",
    "ByCollection",
    "ByCollectionPath",
    "ByObject",
    "ByParent",
    "ByPath",
    "BySite",
    "ByTranslationKey",
    "Itself",
    "OfNetwork",
    "OwnerRule",
    "TenantSpan",
    "UnownedModelError",
    "cite_id_of_collection_path",
    "cite_id_of_path",
    "cite_of_collection",
    "owned_by",
    "owner_id",
    "register_owner",
    "registered",
    "rule_for",
    "spans",
    "usable_by",
]

NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING


class OwnerRule(Protocol):
    """How the rows of one model are owned."""

    def owned(self, cite_ids: Collection[int]) -> Q:
        """Rows that belong to one of these Cités."""

    def shared(self) -> Q:
        """Rows of the network that every Cité may read and use."""

    def of_network(self) -> Q:
        """Rows that are the network's own, shared or not."""

    def owner_id(self, instance: Any) -> int | None:
        """The owning Cité's id, or None where the network owns the row."""


def _paths(prefix: str, paths: Iterable[str]) -> Q:
    condition = NOTHING
    for path in paths:
        if path:
            condition |= Q(**{f"{prefix}path__startswith": path})
    return condition


def _spans_of(cite_ids: Collection[int]) -> list[TenantSpan]:
    return [span for span in spans() if span.cite_id in cite_ids]


@dataclass(frozen=True, slots=True)
class ByPath:
    """Pages, by the container they lie under. Shared: what the hub has published to everyone or to the members."""

    def owned(self, cite_ids: Collection[int]) -> Q:
        return _paths("", [span.page_path for span in _spans_of(cite_ids)])

    def shared(self) -> Q:
        hub = hosts.table().hub
        if hub is None:
            return NOTHING
        path = hub.container["path"]
        closed = (
            PageViewRestriction.objects.filter(page__path__startswith=path)
            .exclude(groups__network_role__role=NetworkRole.MEMBERS)
            .values_list("page__path", flat=True)
        )
        # The root and the hub's container are no secret, and choosers lead through them.
        return (Q(path__startswith=path, live=True) & ~_paths("", closed)) | Q(path=path) | Q(depth=1)

    def of_network(self) -> Q:
        hub = hosts.table().hub
        return Q(path__startswith=hub.container["path"]) | Q(depth=1) if hub else Q(depth=1)

    def owner_id(self, instance: Page) -> int | None:
        return cite_id_of_path(instance.path)


@dataclass(frozen=True, slots=True)
class ByCollectionPath:
    """Collections themselves. Shared: those of the network."""

    def owned(self, cite_ids: Collection[int]) -> Q:
        return _paths("", [span.collection_path for span in _spans_of(cite_ids)])

    def shared(self) -> Q:
        return ~_paths("", [span.collection_path for span in spans()])

    def of_network(self) -> Q:
        return self.shared()

    def owner_id(self, instance: FileCollection) -> int | None:
        return cite_id_of_collection_path(instance.path)


@dataclass(frozen=True, slots=True)
class ByCollection:
    """Files, by their collection. Ids, not a join: search can't filter by a path of another table."""

    def owned(self, cite_ids: Collection[int]) -> Q:
        return Q(collection__in=self._ids(ByCollectionPath().owned(cite_ids)))

    def shared(self) -> Q:
        return Q(collection__in=self._ids(ByCollectionPath().shared()))

    def of_network(self) -> Q:
        return self.shared()

    def owner_id(self, instance: Any) -> int | None:
        return cite_id_of_collection_path(instance.collection.path)

    @staticmethod
    def _ids(condition: Q) -> list[int]:
        return list(FileCollection.objects.filter(condition).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class BySite:
    """Rows bound to a site by a foreign key. Shared: those without one, unless `share_unbound` is off."""

    name: str = "site"
    share_unbound: bool = True

    def owned(self, cite_ids: Collection[int]) -> Q:
        return Q(**{f"{self.name}__in": [span.site_id for span in _spans_of(cite_ids) if span.site_id]})

    def shared(self) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if self.share_unbound else NOTHING

    def of_network(self) -> Q:
        return ~Q(**{f"{self.name}__in": [span.site_id for span in spans() if span.site_id]})

    def owner_id(self, instance: Any) -> int | None:
        site_id = getattr(instance, f"{self.name}_id")
        return next((span.cite_id for span in spans() if span.site_id == site_id), None)


@dataclass(frozen=True, slots=True)
class ByCite:
    """Rows with a foreign key to the Cité. Shared: those without one, where `share_unbound` is on, and those
    that `public` describes: what their Cité has made public, such as an accepted initiative."""

    name: str = "cite"
    share_unbound: bool = False
    public: Q = NOTHING

    def owned(self, cite_ids: Collection[int]) -> Q:
        return Q(**{f"{self.name}__in": list(cite_ids)})

    def shared(self) -> Q:
        return self.public | (Q(**{f"{self.name}__isnull": True}) if self.share_unbound else NOTHING)

    def of_network(self) -> Q:
        return Q(**{f"{self.name}__isnull": True})

    def owner_id(self, instance: Any) -> int | None:
        found: int | None = getattr(instance, f"{self.name}_id")
        return found


@dataclass(frozen=True, slots=True)
class Itself:
    """The Cité's own register entry: readable by all, as the public register is."""

    def owned(self, cite_ids: Collection[int]) -> Q:
        return Q(pk__in=list(cite_ids))

    def shared(self) -> Q:
        return Q(kind="cite")

    def of_network(self) -> Q:
        return NOTHING

    def owner_id(self, instance: Cite) -> int | None:
        return instance.pk


@dataclass(frozen=True, slots=True)
class ByParent:
    """Rows owned by the row that a foreign key leads to."""

    name: str
    parent: type[Model]
    share: bool = True

    def owned(self, cite_ids: Collection[int]) -> Q:
        return self._through(rule_for(self.parent).owned(cite_ids))

    def shared(self) -> Q:
        return self._through(rule_for(self.parent).shared()) if self.share else NOTHING

    def of_network(self) -> Q:
        return self._through(rule_for(self.parent).of_network()) | Q(**{f"{self.name}__isnull": True})

    def owner_id(self, instance: Any) -> int | None:
        parent = getattr(instance, self.name)
        return None if parent is None else rule_for(parent.__class__).owner_id(parent)

    def _through(self, condition: Q) -> Q:
        rows = self.parent._base_manager.filter(condition).values("pk")
        return Q(**{f"{self.name}__in": rows})


@dataclass(frozen=True, slots=True)
class ByObject:
    """Rows that point at any object by content type and id: revisions, log entries, workflow states.

    `type_name` is the column of the *base* content type where there are two: a page is found as a page.
    """

    type_name: str = "content_type"
    object_name: str = "content_object"

    def owned(self, cite_ids: Collection[int]) -> Q:
        return self._pointing_at(lambda rule: rule.owned(cite_ids))

    def shared(self) -> Q:
        return NOTHING

    def of_network(self) -> Q:
        return self._pointing_at(lambda rule: rule.of_network())

    def owner_id(self, instance: Any) -> int | None:
        target = getattr(instance, self.object_name, None) or self._target(instance)
        return None if target is None else rule_for(target.__class__).owner_id(target)

    def _target(self, instance: Any) -> Model | None:
        """Log entries and the reference index have no accessor to what they point at."""
        model = getattr(instance, self.type_name).model_class()
        return None if model is None else model._base_manager.filter(pk=instance.object_id).first()

    def _pointing_at(self, choose: Callable[[OwnerRule], Q]) -> Q:
        condition = NOTHING
        for model, rule in registered():
            if getattr(rule, "tenant", True) and not isinstance(rule, ByObject | ByParent):
                ids = model._base_manager.filter(choose(rule)).values_list("pk", flat=True)
                found = [str(pk) for pk in ids]
                if found:
                    of_type = {self.type_name: ContentType.objects.get_for_model(model)}
                    condition |= Q(**of_type, object_id__in=found)
        return condition


@dataclass(frozen=True, slots=True)
class ByTranslationKey:
    """Rows that point at a page and its translations by their common key: sources and contexts of translation."""

    name: str

    def owned(self, cite_ids: Collection[int]) -> Q:
        return self._pointing_at(ByPath().owned(cite_ids))

    def shared(self) -> Q:
        return NOTHING

    def of_network(self) -> Q:
        return self._pointing_at(ByPath().of_network())

    def owner_id(self, instance: Any) -> int | None:
        page = Page.objects.filter(translation_key=getattr(instance, self.name)).only("path").first()
        return None if page is None else cite_id_of_path(page.path)

    def _pointing_at(self, condition: Q) -> Q:
        return Q(**{f"{self.name}__in": Page.objects.filter(condition).values("translation_key")})


@dataclass(frozen=True, slots=True)
class OfNetwork:
    """Rows of the network: vocabularies and the like, `readable` by every Cité or by network roles only."""

    readable: bool = False
    tenant: ClassVar[bool] = False

    def owned(self, cite_ids: Collection[int]) -> Q:
        return NOTHING

    def shared(self) -> Q:
        return EVERYTHING if self.readable else NOTHING

    def of_network(self) -> Q:
        return EVERYTHING

    def owner_id(self, instance: Any) -> int | None:
        return None


_rules: dict[type[Model], OwnerRule] = {}


class UnownedModelError(LookupError):
    """A model has no ownership rule."""


def register_owner(model: type[Model], rule: OwnerRule) -> None:
    """State how rows of `model`, and of its subclasses unless they have their own rule, are owned."""
    _rules[model] = rule


def registered() -> list[tuple[type[Model], OwnerRule]]:
    """All rules, in the order they were registered."""
    return list(_rules.items())


def rule_for(model: type[Model]) -> OwnerRule:
    """The rule of a model or of its nearest ancestor.

    Raises:
        UnownedModelError: none is registered.
    """
    for cls in model.__mro__:
        if cls in _rules:
            return _rules[cls]
    raise UnownedModelError(model._meta.label)


def owned_by(queryset: QuerySet[Any], *, cite: Cite) -> QuerySet[Any]:
    """The rows of `queryset` that belong to one Cité."""
    return queryset.filter(rule_for(queryset.model).owned([cite.pk]))


def usable_by(queryset: QuerySet[Any], *, cite: Cite) -> QuerySet[Any]:
    """The rows of `queryset` that a Cité may refer to: its own and what the network shares."""
    rule = rule_for(queryset.model)
    return queryset.filter(rule.owned([cite.pk]) | rule.shared())


def owner_id(instance: Model) -> int | None:
    """The id of the Cité that owns a row, None where the network does.

    The class is asked of the object: `type()` of a request's lazy user is none of a model.
    """
    return rule_for(instance.__class__).owner_id(instance)
