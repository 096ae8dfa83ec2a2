"""To what does an object refer, and may it? An object of a Cité refers to its own and to what the network shares.

Read with Wagtail's own extractor: foreign keys, choosers in streams, links and embeds in rich text, and children.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import AutoField, Max, Model, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex, Revision

from portal.tenancy.selectors import ownership

# Who wrote or locked something is no content of it, and a revision is the object's own.
NOT_CONTENT = (Group, Revision)


class ForeignReferenceError(PermissionDenied):
    """An object of one Cité was to refer to something of another's."""

    def __init__(self) -> None:
        super().__init__(_("This would refer to something that belongs to another Cité."))


class References:
    """Ids referred to, by model; people, groups and vocabularies are left out."""

    def __init__(self) -> None:
        self._ids: dict[type[Model], set[str]] = defaultdict(set)

    def add(self, model: type[Model], pk: Any) -> None:
        """Note one; ids that nothing could have are skipped."""
        if _is_owned_content(model) and str(pk).strip():
            self._ids[model].add(str(pk))

    def beyond(self, allowed: Callable[[QuerySet[Any]], QuerySet[Any]]) -> list[Model]:
        """The rows among them that `allowed` leaves out; ids of no row are none."""
        found: list[Model] = []
        for model, ids in self._ids.items():
            rows = model._base_manager.filter(pk__in=[pk for pk in ids if _fits(model, pk)])
            inside = set(allowed(rows).values_list("pk", flat=True))
            found += [row for row in rows if row.pk not in inside]
        return found

    def ahead(self) -> bool:
        """Whether an id among them was never given: whatever gets it later would be referred to without a check."""
        return any(
            number > (model._base_manager.aggregate(last=Max("pk"))["last"] or 0)
            for model, number in ((model, _highest(model, ids)) for model, ids in self._ids.items())
            if number
        )


def _highest(model: type[Model], ids: set[str]) -> int:
    """The highest number among ids; 0 where the model has no numbers."""
    if not isinstance(model._meta.pk, AutoField) and not issubclass(model, Page):
        return 0
    return max((int(pk) for pk in ids if pk.isdecimal()), default=0)


def _fits(model: type[Model], pk: str) -> bool:
    try:
        model._meta.pk.to_python(pk)
    except Exception:  # whatever a field raises for what isn't its own kind
        return False
    return True


@cache
def _is_owned_content(model: type[Model]) -> bool:
    if issubclass(model, (get_user_model(), *NOT_CONTENT)):
        return False
    try:
        return getattr(ownership.rule_for(model), "tenant", True)
    except ownership.UnownedModelError:
        return False


# What Wagtail writes about content (logs, states, locks) refers to it and to people, never to other content.
UPSTREAM_CONTENT = {"wagtailcore.page", "wagtailcore.revision", "wagtailredirects.redirect"}
# What ownership is derived from can't be asked whose it is while it is made.
GROUND = "tenancy"


@cache
def holds_content(model: type[Model]) -> bool:
    """Whether rows of a model may refer to content that has an owner."""
    upstream = model.__module__.partition(".")[0].startswith("wagtail")
    if model._meta.app_label == GROUND or (upstream and model._meta.label_lower not in UPSTREAM_CONTENT):
        return False
    if model is Revision:
        return True
    return _is_owned_content(model) and bool(ReferenceIndex.model_is_indexable(model, allow_child_models=True))


def references_of(instance: Model) -> References:
    """Everything an object refers to, as it is in memory."""
    references = References()
    for content_type_id, pk, *_paths in ReferenceIndex._extract_references_from_object(instance):
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is not None:
            references.add(model, pk)
    # The extractor leaves it out; an alias shows all that its source says.
    if isinstance(instance, Page) and instance.alias_of_id:
        references.add(Page, instance.alias_of_id)
    return references


def foreign_references(instance: Model, *, cite_id: int) -> list[Model]:
    """The rows an object of a Cité refers to that are neither that Cité's nor shared by the network.

    A rule may have a `referable` beside `shared`: what forms don't offer any more and objects may go on naming.
    """

    def usable(rows: QuerySet[Any]) -> QuerySet[Any]:
        rule = ownership.rule_for(rows.model)
        shared = getattr(rule, "referable", rule.shared)()
        return rows.filter(rule.owned([cite_id]) | shared | _itself(instance, rows.model))

    return references_of(instance).beyond(usable)


def _itself(instance: Model, model: type[Model]) -> Q:
    """A page not saved yet may point at itself in revisions of a copy; its own row is never foreign."""
    same = isinstance(instance, model) or (isinstance(instance, Page) and model is Page)
    return Q(pk=instance.pk) if same and instance.pk else ownership.NOTHING
